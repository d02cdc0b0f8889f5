import { crc32 } from 'node:zlib';

/**
 * A segment is a file that only grows:
 *
 *     segment  =  magic "TACHOSPL" (8 bytes)  version u32  header frame  frame*  [sealed frame]
 *     frame    =  crc u32  word u32  payload
 *     word     =  flags (4 high bits)  length of the payload (28 bits)
 *
 * Numbers are little-endian; `crc` is the CRC-32 of `word` and payload. The payload of the header frame is the JSON of
 * {@link SegmentHeader}; that of a record is one line `{"envelope":…,"event":…}` with its line feed, ready to be sent.
 * The line feed is also what a reader looks for to find the next frame after a damaged one. A sealed frame holds the
 * number of records as u32 and says that nobody will append any more.
 */
const magic = Buffer.from('TACHOSPL', 'latin1');

/** Raise it with every change of the format; a reader refuses what it does not know. */
const formatVersion = 1;

const frameHeaderBytes = 8;
const lengthMask = 0x0fffffff;
const lineFeed = 0x0a;

/** What a frame says beside its payload. */
export const frameFlags = {
  /** The next record belongs to the same list: events of one fact, which the native form sends in one request. */
  listContinues: 0x1000_0000,
  /** The record is a `tacho_delivery_gap`. */
  gap: 0x2000_0000,
  sealed: 0x4000_0000,
  header: 0x8000_0000,
} as const;

/** Who began a segment, and when. `id` stays when the segment is adopted; the cursor goes by it. */
export interface SegmentHeader {
  readonly id: string;
  readonly created_at_ms: number;
}

/** One step through a segment. */
export type Frame =
  | {
      readonly kind: 'record';
      readonly payloadStart: number;
      readonly end: number;
      readonly listContinues: boolean;
      readonly gap: boolean;
    }
  | { readonly kind: 'header'; readonly payloadStart: number; readonly end: number }
  | { readonly kind: 'sealed'; readonly records: number; readonly end: number }
  /** Fewer bytes than the frame says: more will come, or the tail is torn. */
  | { readonly kind: 'partial'; readonly needBytes: number }
  | { readonly kind: 'damaged' };

/** The first bytes of a segment. */
export function encodeSegmentStart(header: SegmentHeader): Buffer {
  const payload = Buffer.from(`${JSON.stringify(header)}\n`);
  const start = Buffer.alloc(magic.length + 4 + frameHeaderBytes + payload.length);
  magic.copy(start);
  start.writeUInt32LE(formatVersion, magic.length);
  payload.copy(start, magic.length + 4 + frameHeaderBytes);
  sealFrame(start, magic.length + 4, payload.length, frameFlags.header);
  return start;
}

/** The frame that ends a segment. */
export function encodeSealedFrame(records: number): Buffer {
  const frame = Buffer.alloc(sealedFrameBytes);
  frame.writeUInt32LE(records, frameHeaderBytes);
  sealFrame(frame, 0, 4, frameFlags.sealed);
  return frame;
}

/** Size of the frame that ends a segment: read so many of its last bytes to know whether it is ended. */
export const sealedFrameBytes = frameHeaderBytes + 4;

/**
 * Frames built one after the other in a buffer that is used again: a write costs no allocation.
 */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #end = 0;

  /** Adds a record, which is JSON without a line feed; returns its size with line feed and frame. */
  add(json: string, flags: number): number {
    // UTF-8 needs at most three bytes for a UTF-16 unit: cheaper to bound than to count.
    this.#reserve(frameHeaderBytes + json.length * 3 + 1);
    // The line feed is not joined to the string, which would copy it.
    const length = this.#bytes.write(json, this.#end + frameHeaderBytes, 'utf8') + 1;
    this.#bytes[this.#end + frameHeaderBytes + length - 1] = lineFeed;
    sealFrame(this.#bytes, this.#end, length, flags);
    this.#end += frameHeaderBytes + length;
    return frameHeaderBytes + length;
  }

  /** What was added since the last `clear()`; valid until the next `add()`. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  clear(): void {
    this.#end = 0;
    // One huge event must not keep its buffer for ever.
    if (this.#bytes.length > 1024 * 1024) this.#bytes = Buffer.allocUnsafe(64 * 1024);
  }

  #reserve(bytes: number): void {
    const needed = this.#end + bytes;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#end);
    this.#bytes = grown;
  }
}

/**
 * Reads the frame at `offset` of `bytes`; `frameBytesMax` bounds what a length can honestly be. Who has just written the
 * frame itself need not `verify` its checksum.
 */
export function readFrame(bytes: Buffer, offset: number, frameBytesMax: number, verify = true): Frame {
  const payloadStart = offset + frameHeaderBytes;
  if (payloadStart > bytes.length) return { kind: 'partial', needBytes: payloadStart - bytes.length };
  const word = bytes.readUInt32LE(offset + 4);
  const length = word & lengthMask;
  if (length > frameBytesMax) return { kind: 'damaged' };
  const end = payloadStart + length;
  if (end > bytes.length) return { kind: 'partial', needBytes: end - bytes.length };
  if (verify && crc32(bytes.subarray(offset + 4, end)) !== bytes.readUInt32LE(offset)) return { kind: 'damaged' };
  if ((word & frameFlags.sealed) !== 0) {
    return length === 4 ? { kind: 'sealed', records: bytes.readUInt32LE(payloadStart), end } : { kind: 'damaged' };
  }
  if ((word & frameFlags.header) !== 0) return { kind: 'header', payloadStart, end };
  return {
    kind: 'record',
    payloadStart,
    end,
    listContinues: (word & frameFlags.listContinues) !== 0,
    gap: (word & frameFlags.gap) !== 0,
  };
}

/** What the first bytes of a file say. */
export type SegmentStart =
  | { readonly kind: 'segment'; readonly header: SegmentHeader; readonly end: number }
  /** Written by a newer version of this program: not ours to judge. */
  | { readonly kind: 'newer' }
  /** Fewer bytes than a start has. */
  | { readonly kind: 'partial' }
  | { readonly kind: 'unreadable' };

/** Reads the start of a segment. */
export function readSegmentStart(bytes: Buffer): SegmentStart {
  const known = bytes.subarray(0, magic.length);
  if (!known.equals(magic.subarray(0, known.length))) return { kind: 'unreadable' };
  if (bytes.length < magic.length + 4) return { kind: 'partial' };
  const version = bytes.readUInt32LE(magic.length);
  if (version !== formatVersion) return { kind: version > formatVersion ? 'newer' : 'unreadable' };
  const frame = readFrame(bytes, magic.length + 4, headerBytesMax);
  if (frame.kind === 'partial') return { kind: 'partial' };
  if (frame.kind !== 'header') return { kind: 'unreadable' };
  const header: unknown = JSON.parse(bytes.toString('utf8', frame.payloadStart, frame.end));
  return isSegmentHeader(header) ? { kind: 'segment', header, end: frame.end } : { kind: 'unreadable' };
}

/** More than any start of a segment has. */
export const headerBytesMax = 4096;

/**
 * Where the next whole frame begins after damage at `offset`, or null when `bytes` holds none. Every payload but the
 * sealed one ends with a line feed and JSON holds no other, so a frame can only begin after one.
 */
export function findFrame(bytes: Buffer, offset: number, frameBytesMax: number): number | null {
  for (let at = bytes.indexOf(lineFeed, offset); at !== -1; at = bytes.indexOf(lineFeed, at + 1)) {
    const { kind } = readFrame(bytes, at + 1, frameBytesMax);
    if (kind === 'record' || kind === 'sealed') return at + 1;
  }
  return null;
}

function sealFrame(bytes: Buffer, offset: number, length: number, flags: number): void {
  bytes.writeUInt32LE((flags | length) >>> 0, offset + 4);
  bytes.writeUInt32LE(crc32(bytes.subarray(offset + 4, offset + frameHeaderBytes + length)), offset);
}

function isSegmentHeader(value: unknown): value is SegmentHeader {
  return (
    typeof value === 'object' &&
    value !== null &&
    'id' in value &&
    typeof value.id === 'string' &&
    'created_at_ms' in value &&
    typeof value.created_at_ms === 'number'
  );
}
