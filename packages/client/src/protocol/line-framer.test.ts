import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { createLineFramer } from './line-framer.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

function framed(chunks: readonly Uint8Array[], lineBytesMax = 1000) {
  const framer = createLineFramer({ lineBytesMax });
  const lines = chunks.flatMap((chunk) => {
    const complete = framer.push(chunk).map((line) => decoder.decode(line));
    // The caller may use its buffer again.
    chunk.fill(0);
    return complete;
  });
  return { lines: [...lines, ...framer.end().map((line) => decoder.decode(line))], overlong: framer.overlongLines };
}

/** A text in pieces that are cut anywhere, also inside of a character. */
const chunked = fc
  .tuple(
    fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('\n', '\r\n', '\n\n', '{"a":1}\n'))),
    fc.array(fc.nat(12), { minLength: 1 }),
  )
  .map(([parts, sizes]) => {
    const bytes = encoder.encode(parts.join(''));
    const chunks: Uint8Array[] = [];
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = Math.max(1, sizes[i % sizes.length]!);
      chunks.push(bytes.slice(at, at + size));
      at += size;
    }
    return { bytes, chunks };
  });

describe('framing', () => {
  it('does not depend on how the bytes are cut', () => {
    fc.assert(
      fc.property(chunked, fc.integer({ min: 1, max: 30 }), ({ bytes, chunks }, lineBytesMax) => {
        expect(framed(chunks, lineBytesMax)).toEqual(framed([bytes], lineBytesMax));
      }),
    );
  });

  it('gives lines without their ends, leaves empty ones out, and keeps half a line for the end', () => {
    expect(framed([encoder.encode('one\r\n\ntwo\n\r\nhalf')])).toEqual({ lines: ['one', 'two', 'half'], overlong: 0 });
  });

  it('counts a line over the limit, keeps nothing of it, and goes on with the next', () => {
    const chunks = ['12345', '67890', 'x\nok\n123456789', '0\r\n', '1234567890', '1'].map((text) =>
      encoder.encode(text),
    );
    expect(framed(chunks, 10)).toEqual({ lines: ['ok', '1234567890'], overlong: 2 });
  });
});
