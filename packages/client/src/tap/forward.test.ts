import { Readable, Writable } from 'node:stream';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { forward } from './forward.js';

const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 30 });

/** How a target takes what it is given: how much may wait for it, and which chunks it takes at once. */
const pace = fc.record({
  highWaterMark: fc.integer({ min: 1, max: 60 }),
  atOnce: fc.array(fc.boolean(), { minLength: 1 }),
});

interface Target {
  readonly stream: Writable;
  readonly bytes: () => Buffer;
}

/** Fails, when that is given, at this chunk. */
function target(
  { highWaterMark, atOnce }: { highWaterMark: number; atOnce: readonly boolean[] },
  goneAt = Infinity,
): Target {
  const taken: Buffer[] = [];
  const stream = new Writable({
    highWaterMark,
    write(chunk: Buffer, _encoding, done) {
      const number = taken.push(chunk);
      const error = number > goneAt ? Object.assign(new Error('gone'), { code: 'EPIPE' }) : null;
      if (atOnce[number % atOnce.length] === true) done(error);
      else setImmediate(done, error);
    },
  });
  return { stream, bytes: () => Buffer.concat(taken) };
}

const copies = (parts: readonly Uint8Array[]): Buffer[] => parts.map((part) => Buffer.from(part));

describe('forwarding', () => {
  it('delivers the bytes as they are, at any pace, and shows a watcher the same', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, pace, async (parts, how) => {
        const to = target(how);
        const watched: Buffer[] = [];
        const source = Readable.from(copies(parts), { objectMode: false });
        expect(await forward(source, to.stream, (chunk) => void watched.push(chunk))).toBe('ended');
        expect(to.bytes()).toEqual(Buffer.concat(parts));
        expect(Buffer.concat(watched)).toEqual(Buffer.concat(parts));
      }),
    );
  });

  it('delivers what came before the source failed', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, pace, async (parts, how) => {
        const to = target(how);
        const left = copies(parts);
        const source = new Readable({
          read() {
            const next = left.shift();
            if (next === undefined) this.destroy(new Error('EIO'));
            else this.push(next);
          },
        });
        let seen = 0;
        expect(await forward(source, to.stream, (chunk) => void (seen += chunk.length))).toBe('ended');
        expect(to.bytes()).toEqual(Buffer.concat(parts).subarray(0, seen));
      }),
    );
  });

  it('stops a source whose reader went away, which got the beginning', async () => {
    await fc.assert(
      fc.asyncProperty(chunks, pace, fc.nat(29), async (parts, how, goneAt) => {
        fc.pre(parts.length > goneAt);
        const to = target(how, goneAt);
        const source = Readable.from(copies(parts), { objectMode: false });
        expect(await forward(source, to.stream, null)).toBe('reader_gone');
        const taken = to.bytes();
        expect(taken).toEqual(Buffer.concat(parts).subarray(0, taken.length));
        expect(source.destroyed).toBe(true);
      }),
    );
  });
});
