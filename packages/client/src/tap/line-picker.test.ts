import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createLinePicker } from './line-picker.js';

/** Lines that begin with `d` do not matter, which their first byte says. */
function pick(chunks: readonly Uint8Array[], lineBytesMax = 1000): { lines: string[]; overlong: number } {
  const lines: string[] = [];
  let overlong = 0;
  const picker = createLinePicker({
    mayMatter: (bytes, start) => bytes[start] !== 0x64,
    lineBytesMax,
    onLine: (line) => void lines.push(line.toString()),
    onOverlong: () => {
      overlong += 1;
    },
  });
  for (const chunk of chunks) picker.push(Buffer.from(chunk));
  picker.end();
  return { lines, overlong };
}

const split = (bytes: Buffer, cuts: readonly number[]): Buffer[] => {
  const at = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...at, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : at[i - 1], end));
};

describe('the line picker', () => {
  test('finds the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'binary', maxLength: 600 }).map((text) => text.replaceAll('\n', ' '))),
        fc.boolean(),
        fc.array(fc.nat()),
        (texts, endsWithLineFeed, cuts) => {
          const bytes = Buffer.from(texts.join('\n') + (endsWithLineFeed ? '\n' : ''));
          const wanted = bytes
            .toString()
            .split('\n')
            .filter((line) => line !== '' && !line.startsWith('d') && Buffer.byteLength(line) <= 1000);
          expect(pick(split(bytes, cuts)).lines).toEqual(wanted);
        },
      ),
    );
  });

  test('takes what stands behind the last line feed as the last line', () => {
    expect(pick([Buffer.from('a\nb')]).lines).toEqual(['a', 'b']);
  });

  test('counts a line beyond the limit and goes on with the next', () => {
    const long = Buffer.alloc(5000, 'x');
    expect(pick([Buffer.concat([long, Buffer.from('\nok\n')])])).toEqual({ lines: ['ok'], overlong: 1 });
    expect(pick([long, long, Buffer.from('\nok\n')])).toEqual({ lines: ['ok'], overlong: 1 });
  });

  test('keeps nothing of a long line that does not matter', () => {
    expect(pick([Buffer.from('d'), Buffer.alloc(5000, 'x'), Buffer.from('\nok\n')])).toEqual({
      lines: ['ok'],
      overlong: 0,
    });
  });
});
