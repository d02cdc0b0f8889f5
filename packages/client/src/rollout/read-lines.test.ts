import { closeSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';

import { readLines } from './read-lines.js';
import type { ReadLinesOptions } from './read-lines.js';
import { createScratch, zstdFrame, type Scratch } from './testing/session-logs.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

function read(path: string, options: ReadLinesOptions = {}) {
  const lines: { text: string; offset: number }[] = [];
  const skipped: string[] = [];
  const result = readLines(
    path,
    {
      line: (bytes, start, end, offset) => void lines.push({ text: bytes.toString('utf8', start, end), offset }),
      skipped: (reason) => skipped.push(reason),
    },
    options,
  );
  return { lines, skipped, result };
}

describe('reading a session log line by line', () => {
  it('gives every line with its offset, however the file is cut into pieces', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 40 }), { maxLength: 20 }),
        fc.integer({ min: 1, max: 64 }),
        (texts, chunkBytes) => {
          const lines = texts.map((text) => JSON.stringify(text));
          const content = lines.map((line) => `${line}\n`).join('');
          const path = scratch.write('a.jsonl', content);
          const seen = read(path, { chunkBytes });
          expect(seen.lines.map((line) => line.text)).toEqual(lines);
          for (const { text, offset } of seen.lines) {
            expect(Buffer.from(content).toString('utf8', offset, offset + Buffer.byteLength(text))).toBe(text);
          }
          expect(seen.result.nextOffset).toBe(Buffer.byteLength(content));
          expect(seen.skipped).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('skips a line that is too long with a reason, and goes on behind it', () => {
    const path = scratch.write('a.jsonl', `{"a":1}\n${'x'.repeat(5000)}\n{"b":2}\n`);
    const seen = read(path, { lineBytesMax: 1000, chunkBytes: 128 });
    expect(seen.lines.map((line) => line.text)).toEqual(['{"a":1}', '{"b":2}']);
    expect(seen.lines[1]?.offset).toBe(8 + 5001);
    expect(seen.skipped).toEqual(['line-too-long']);
  });

  it('gives a last line without a line feed when it is whole, and reports one that is not', () => {
    expect(read(scratch.write('a.jsonl', '{"a":1}\n{"b":2}')).lines.map((line) => line.text)).toEqual([
      '{"a":1}',
      '{"b":2}',
    ]);
    const cut = read(scratch.write('b.jsonl', '{"a":1}\n{"b":{"c":2}'));
    expect(cut.lines.map((line) => line.text)).toEqual(['{"a":1}']);
    expect(cut.skipped).toEqual(['unfinished-line']);
    expect(cut.result.nextOffset).toBe(8);
  });

  it('begins at an offset, so that a second reading gives only what is new', () => {
    const first = read(scratch.write('a.jsonl', '{"a":1}\n'));
    const path = scratch.write('a.jsonl', '{"a":1}\n{"b":2}\n');
    const second = read(path, { fromOffset: first.result.nextOffset });
    expect(second.lines).toEqual([{ text: '{"b":2}', offset: 8 }]);
    expect(second.result.bytesRead).toBe(8);
  });

  it('reads compressed logs by their content, with offsets in the uncompressed text', () => {
    const content = Array.from({ length: 5000 }, (_, i) => `{"line":${i},"text":"${'y'.repeat(50)}"}\n`).join('');
    const plain = read(scratch.write('a.jsonl', content));
    const packed = read(scratch.write('b.jsonl', zstdFrame(content)));
    expect(packed.lines).toEqual(plain.lines);
    expect(packed.result.compressed).toBe(true);
    expect(packed.skipped).toEqual([]);
    const from = plain.lines[4000]?.offset ?? 0;
    expect(read(scratch.write('c.jsonl', zstdFrame(content)), { fromOffset: from }).lines).toEqual(
      plain.lines.slice(4000),
    );
  });

  it('gives what compressed data holds up to where it is cut', () => {
    const content = Array.from({ length: 5000 }, (_, i) => `{"line":${i},"text":"${'y'.repeat(50)}"}\n`).join('');
    const whole = zstdFrame(content);
    const cut = read(scratch.write('a.jsonl.zst', whole.subarray(0, whole.length - 1000)));
    expect(cut.skipped).toEqual(['damaged-compression']);
    expect(cut.lines.length).toBeGreaterThan(1000);
  });

  it('lets go of what it opened and could not read', () => {
    const nextDescriptor = (): number => {
      const descriptor = openSync(fileURLToPath(import.meta.url), 'r');
      closeSync(descriptor);
      return descriptor;
    };
    const before = nextDescriptor();
    for (let i = 0; i < 100; i++) expect(read(scratch.path).skipped).toEqual(['unreadable']);
    expect(nextDescriptor() - before).toBeLessThan(50);
  });

  it('says so when there is nothing to open', () => {
    expect(read(`${scratch.path}/nothing.jsonl`).skipped).toEqual(['gone']);
  });
});
