import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { RecentFrames } from './recent-frames.js';

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('add' as const), bytes: fc.integer({ min: 1, max: 120 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('take' as const), back: fc.integer({ min: 0, max: 400 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('next segment' as const) }) },
);

describe('recent frames', () => {
  test('are what stands in the file, and stay so while the writer goes on', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const recent = new RecentFrames(100);
        let [segment, file, fill] = [0, Buffer.alloc(0), 0];
        let taken: { readonly bytes: Buffer; readonly expected: Buffer } | null = null;
        for (const one of steps) {
          if (one.kind === 'next segment') {
            segment++;
            file = Buffer.alloc(0);
          } else if (one.kind === 'add') {
            const frames = Buffer.alloc(one.bytes, ++fill);
            recent.add(String(segment), file.length, frames);
            file = Buffer.concat([file, frames]);
          } else {
            const offset = Math.max(0, file.length - one.back);
            const bytes = recent.take(String(segment), offset);
            taken = bytes === null ? null : { bytes, expected: file.subarray(offset, offset + bytes.length) };
          }
          expect(taken === null || (taken.bytes.length > 0 && taken.bytes.equals(taken.expected))).toBe(true);
        }
      }),
    );
  });

  test('are in memory when the sender keeps up, whatever their number', () => {
    const recent = new RecentFrames(100);
    for (let offset = 0; offset < 10_000; offset += 40) {
      recent.add('a', offset, Buffer.alloc(40, offset));
      expect(recent.take('a', offset)?.equals(Buffer.alloc(40, offset))).toBe(true);
    }
  });

  test('are let go, oldest first, when the sender does not come', () => {
    const recent = new RecentFrames(100);
    for (let offset = 0; offset < 1000; offset += 100) recent.add('a', offset, Buffer.alloc(100));
    expect([0, 600, 700].map((offset) => recent.take('a', offset) !== null)).toEqual([false, false, true]);
    expect(recent.take('b', 700)).toBeNull();
  });

  test('larger than a chunk are not kept', () => {
    const recent = new RecentFrames(100);
    recent.add('a', 0, Buffer.alloc(101));
    recent.add('a', 101, Buffer.alloc(10));
    expect(recent.take('a', 0)).toBeNull();
    expect(recent.take('a', 101)).toHaveLength(10);
  });
});
