import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import {
  encodeSealedFrame,
  encodeSegmentStart,
  findFrame,
  FrameBuffer,
  frameFlags,
  readFrame,
  readSegmentStart,
} from './segment-format.js';

const frameBytesMax = 1024 * 1024;

function encode(lines: readonly string[]): Buffer {
  const frames = new FrameBuffer();
  for (const line of lines) frames.add(JSON.stringify(line), 0);
  return Buffer.from(frames.bytes());
}

function decode(bytes: Buffer): readonly string[] {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const frame = readFrame(bytes, at, frameBytesMax);
    if (frame.kind !== 'record') break;
    lines.push(JSON.parse(bytes.toString('utf8', frame.payloadStart, frame.end)));
    at = frame.end;
  }
  return lines;
}

describe('the format of a segment', () => {
  test('gives back what was written, in any script', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 })), (lines) => {
        expect(decode(encode(lines))).toEqual(lines);
      }),
    );
  });

  test('a record larger than the buffer grows it once and is not kept', () => {
    const frames = new FrameBuffer();
    const large = 'ü'.repeat(3_000_000);
    expect(frames.add(large, 0)).toBe(6_000_009);
    frames.clear();
    frames.add('"small"', 0);
    expect(frames.bytes().length).toBe(16);
  });

  test('a changed bit is never taken for a record', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 5 }), fc.nat(), fc.nat(7), (lines, at, bit) => {
        const bytes = encode(lines);
        bytes[at % bytes.length]! ^= 1 << bit;
        const read = decode(bytes);
        expect(read).toEqual(lines.slice(0, read.length));
        expect(read.length).toBeLessThan(lines.length);
      }),
    );
  });

  test('after damage the next whole record is found', () => {
    const [before, damaged, after] = [encode(['a']), encode(['b'.repeat(50)]), encode(['c'])];
    damaged.fill(0xff, 4, 20);
    const bytes = Buffer.concat([before, damaged, after]);
    expect(findFrame(bytes, before.length, frameBytesMax)).toBe(before.length + damaged.length);
    expect(findFrame(bytes, before.length + damaged.length, frameBytesMax)).toBeNull();
  });

  test('a cut frame says how much is missing', () => {
    const bytes = encode(['abc']);
    expect(readFrame(bytes.subarray(0, 5), 0, frameBytesMax)).toEqual({ kind: 'partial', needBytes: 3 });
    expect(readFrame(bytes.subarray(0, bytes.length - 2), 0, frameBytesMax)).toEqual({ kind: 'partial', needBytes: 2 });
  });

  test('a frame of zeros, as a power cut leaves, is damage', () => {
    expect(readFrame(Buffer.alloc(64), 0, frameBytesMax)).toEqual({ kind: 'damaged' });
  });

  test('flags and the count of a sealed segment survive', () => {
    const frames = new FrameBuffer();
    frames.add('{}', frameFlags.gap | frameFlags.listContinues);
    expect(readFrame(frames.bytes(), 0, frameBytesMax)).toMatchObject({
      kind: 'record',
      gap: true,
      listContinues: true,
    });
    expect(readFrame(encodeSealedFrame(70_000), 0, frameBytesMax)).toMatchObject({ kind: 'sealed', records: 70_000 });
  });

  test('the start of a segment tells whose it is; other files, newer versions and cut starts are told apart', () => {
    const start = encodeSegmentStart({ id: 'm-1-a-1', created_at_ms: 5 });
    expect(readSegmentStart(start)).toEqual({
      kind: 'segment',
      header: { id: 'm-1-a-1', created_at_ms: 5 },
      end: start.length,
    });
    const newer = Buffer.from(start);
    newer.writeUInt32LE(2, 8);
    expect(readSegmentStart(newer)).toEqual({ kind: 'newer' });
    expect(readSegmentStart(start.subarray(0, 30))).toEqual({ kind: 'partial' });
    expect(readSegmentStart(Buffer.alloc(0))).toEqual({ kind: 'partial' });
    expect(readSegmentStart(Buffer.from('{"some":"json"}'))).toEqual({ kind: 'unreadable' });
  });
});
