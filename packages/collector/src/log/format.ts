/**
 * The event log on disk, version 1. This format is final: later versions must read it.
 *
 *   DATA/log/0000000001.log       a segment; numbers only grow
 *   DATA/log/0000000001.log.gz    the same segment after it was closed and loaded, gzip of the whole file
 *
 * Segment, all integers little-endian:
 *
 *   header, 32 bytes   "TACHOLOG" | u16 version = 1 | u16 header bytes = 32 | u32 segment number
 *                      | u64 created, Unix ms | u32 zero | u32 CRC-32 of the 28 bytes before
 *   frame, repeated    u32 payload bytes | u32 CRC-32 of the payload | payload
 *
 * Payload: one line of JSON, the {@link FrameMeta}, then the events of one accepted body, one a line (NDJSON, each line
 * ended by "\n"). At the door `events` a line is `{"envelope":{…},"event":{…}}` as it came; at the door `native` it is
 * the wire event alone and its envelope is made from the meta: delivery id `META.id` + "." + number of the line.
 *
 * A position is (segment, offset of a frame in the uncompressed segment). A frame that was acknowledged was synced
 * before; what a crash leaves behind the last whole frame was never acknowledged and is cut off when the log is opened.
 */
import { crc32 } from 'node:zlib';

import { CollectorError } from '../errors.js';
import { limits } from '../limits.js';

/** Where the first frame of a segment begins. */
export const segmentHeaderBytes = 32;

/** What stands before the payload of a frame: its length and its checksum. */
export const frameHeaderBytes = 8;
const magic = Buffer.from('TACHOLOG', 'latin1');
const version = 1;

/** Where something stands in the log. */
export interface LogPosition {
  readonly segment: number;
  readonly offset: number;
}

/** Whether a position comes before another one. */
export function isBefore(one: LogPosition, other: LogPosition): boolean {
  return one.segment < other.segment || (one.segment === other.segment && one.offset < other.offset);
}

/** First line of a frame: what the collector knows of the body. */
export interface FrameMeta {
  /** Whose events these are: told by the key that was used, never by the body. */
  readonly account: string;
  readonly door: 'events' | 'native';
  readonly received_at_ms: number;
  /** Delivery id of a body whose events carry none. */
  readonly id?: string;
}

/** One frame as it was read. */
export interface LogFrame {
  readonly position: LogPosition;
  /** Where the next frame begins. */
  readonly endOffset: number;
  readonly meta: FrameMeta;
  /** The NDJSON lines. */
  readonly lines: Buffer;
}

/** File name of a segment. */
export function segmentName(segment: number): string {
  return `${String(segment).padStart(10, '0')}.log`;
}

/** Number of the segment that a file name stands for; null for other files. */
export function parseSegmentName(name: string): { readonly segment: number; readonly gzip: boolean } | null {
  const match = /^(\d{10})\.log(\.gz)?$/.exec(name);
  return match === null ? null : { segment: Number(match[1]), gzip: match[2] !== undefined };
}

/** The first bytes of a segment. */
export function encodeSegmentHeader(segment: number, createdAtMs: number): Buffer {
  const header = Buffer.alloc(segmentHeaderBytes);
  magic.copy(header, 0);
  header.writeUInt16LE(version, 8);
  header.writeUInt16LE(segmentHeaderBytes, 10);
  header.writeUInt32LE(segment, 12);
  header.writeBigUInt64LE(BigInt(createdAtMs), 16);
  header.writeUInt32LE(crc32(header.subarray(0, 28)), 28);
  return header;
}

/** What the header of a segment says: `torn` when it is not whole, so that the segment never held a frame. */
export function decodeSegmentHeader(bytes: Buffer): { readonly createdAtMs: number } | 'torn' {
  if (bytes.length < segmentHeaderBytes) return 'torn';
  if (!bytes.subarray(0, 8).equals(magic)) return 'torn';
  if (bytes.readUInt16LE(8) > version) throw new CollectorError('log_newer');
  if (crc32(bytes.subarray(0, 28)) !== bytes.readUInt32LE(28)) return 'torn';
  return { createdAtMs: Number(bytes.readBigUInt64LE(16)) };
}

/** A frame as pieces for one gathering write; `lines` must end with a line break. */
export function encodeFrame(meta: FrameMeta, lines: readonly Buffer[]): readonly Buffer[] {
  // The account comes first, whatever the order in `meta`: by it a frame is found again behind damage.
  const { account, ...rest } = meta;
  const first = Buffer.from(`${JSON.stringify({ account, ...rest })}\n`, 'utf8');
  let bytes = first.length;
  let crc = crc32(first);
  for (const piece of lines) {
    bytes += piece.length;
    crc = crc32(piece, crc);
  }
  const header = Buffer.allocUnsafe(frameHeaderBytes);
  header.writeUInt32LE(bytes, 0);
  header.writeUInt32LE(crc, 4);
  return [header, first, ...lines];
}

/** What stands at `offset` of a segment. */
export type DecodedFrame =
  | { readonly status: 'frame'; readonly payload: Buffer; readonly endOffset: number }
  /** A whole frame whose bytes are not the ones that were written. */
  | { readonly status: 'corrupt'; readonly endOffset: number }
  /** Less than a frame: the end, or a write that was cut off. */
  | { readonly status: 'end' };

/** Reads the frame at `offset`. */
export function decodeFrame(bytes: Buffer, offset: number): DecodedFrame {
  if (offset + frameHeaderBytes > bytes.length) return { status: 'end' };
  const length = bytes.readUInt32LE(offset);
  const start = offset + frameHeaderBytes;
  if (length === 0 || length > limits.frameBytesMax || start + length > bytes.length) return { status: 'end' };
  const payload = bytes.subarray(start, start + length);
  const endOffset = start + length;
  if (crc32(payload) !== bytes.readUInt32LE(offset + 4)) return { status: 'corrupt', endOffset };
  return { status: 'frame', payload, endOffset };
}

/** How every payload begins. */
const payloadStart = Buffer.from('{"account":', 'latin1');

/**
 * Where the next whole frame begins behind a damage at `offset`; null when there is none. No event can pass for a frame:
 * a length that is possible holds a byte below 0x09, which no line of JSON does.
 */
export function findFrame(bytes: Buffer, offset: number): number | null {
  const behindHeader = offset + frameHeaderBytes;
  for (let at = bytes.indexOf(payloadStart, behindHeader); at !== -1; at = bytes.indexOf(payloadStart, at + 1)) {
    if (decodeFrame(bytes, at - frameHeaderBytes).status === 'frame') return at - frameHeaderBytes;
  }
  return null;
}

/** Parts a payload into its meta and its lines; null when the meta cannot be read. */
export function decodePayload(payload: Buffer): { readonly meta: FrameMeta; readonly lines: Buffer } | null {
  const end = payload.indexOf(10);
  if (end === -1) return null;
  try {
    const meta: unknown = JSON.parse(payload.toString('utf8', 0, end));
    return isFrameMeta(meta) ? { meta, lines: payload.subarray(end + 1) } : null;
  } catch {
    return null;
  }
}

function isFrameMeta(value: unknown): value is FrameMeta {
  return (
    typeof value === 'object' &&
    value !== null &&
    'account' in value &&
    typeof value.account === 'string' &&
    'door' in value &&
    (value.door === 'events' || value.door === 'native') &&
    'received_at_ms' in value &&
    typeof value.received_at_ms === 'number' &&
    (!('id' in value) || typeof value.id === 'string')
  );
}
