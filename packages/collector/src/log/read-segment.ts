import { open, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';

import { systemErrorCode } from '../errors.js';
import {
  decodeFrame,
  decodePayload,
  decodeSegmentHeader,
  findFrame,
  parseSegmentName,
  segmentHeaderBytes,
  segmentName,
  type DecodedFrame,
  type LogFrame,
} from './format.js';

const gunzipAsync = promisify(gunzip);

/** A segment on disk. */
export interface SegmentFile {
  readonly segment: number;
  readonly path: string;
  readonly gzip: boolean;
}

/** The segments of a log, oldest first. One that is there twice (gzip was cut off by a crash) is listed plain. */
export async function listSegments(directory: string): Promise<readonly SegmentFile[]> {
  const found = new Map<number, SegmentFile>();
  for (const name of await readdir(directory)) {
    const parsed = parseSegmentName(name);
    if (parsed === null || (parsed.gzip && found.has(parsed.segment))) continue;
    found.set(parsed.segment, { ...parsed, path: join(directory, name) });
  }
  return [...found.values()].sort((a, b) => a.segment - b.segment);
}

/** All bytes of a segment, uncompressed; null when it is gone. It may be gzipped between a look and the next. */
export async function readSegmentBytes(directory: string, segment: number): Promise<Buffer | null> {
  const plain = join(directory, segmentName(segment));
  for (let attempt = 0; attempt < 2; attempt++) {
    const bytes = await readIfThere(plain);
    if (bytes !== null) return bytes;
    const gzipped = await readIfThere(`${plain}.gz`);
    if (gzipped !== null) return gunzipAsync(gzipped);
  }
  return null;
}

/** More than a header takes, compressed or not. */
const headBytes = 1024;

/** When a segment was begun, Unix milliseconds, from its first bytes alone; null when its header cannot be read. */
export async function readSegmentStart({ path, gzip }: SegmentFile): Promise<number | null> {
  const file = await open(path, 'r').catch(nullIfGone);
  if (file === null) return null;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const head = buffer.subarray(0, bytesRead);
    const header = decodeSegmentHeader(gzip ? expandedHead(head) : head);
    return header === 'torn' ? null : header.createdAtMs;
  } finally {
    await file.close();
  }
}

/** What the beginning of a gzip file expands to; nothing when it is none. */
function expandedHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return Buffer.alloc(0);
  }
}

/** Frames of a segment from `offset` on, up to `endOffset`. */
export interface SegmentScan {
  readonly frames: readonly LogFrame[];
  /** Where reading goes on. */
  readonly endOffset: number;
  /** Places where the bytes are not those that were written. They are skipped and counted, never guessed at. */
  readonly corruptFrames: number;
  /** Bytes behind the last frame that are no frame. */
  readonly tailBytes: number;
}

/** Reads frames until `framesBytesMax` bytes of payload have been collected (at least one frame). */
export function scanSegment(
  bytes: Buffer,
  segment: number,
  offset: number,
  endOffset: number = bytes.length,
  framesBytesMax: number = Number.POSITIVE_INFINITY,
): SegmentScan {
  if (decodeSegmentHeader(bytes) === 'torn') {
    return { frames: [], endOffset: offset, corruptFrames: 0, tailBytes: bytes.length };
  }
  const end = Math.min(endOffset, bytes.length);
  const start = Math.max(offset, segmentHeaderBytes);
  return scanFrames(bytes.subarray(0, end), segment, start, 0, framesBytesMax);
}

/**
 * Reads the frames of a piece of a segment from `start` of the piece on; `pieceOffset` is where the piece begins in the
 * segment. Positions are those of the segment.
 */
export function scanFrames(
  piece: Buffer,
  segment: number,
  start: number,
  pieceOffset: number,
  framesBytesMax: number = Number.POSITIVE_INFINITY,
): SegmentScan {
  const frames: LogFrame[] = [];
  let corruptFrames = 0;
  let at = start;
  let collected = 0;
  while (collected < framesBytesMax) {
    const decoded = decodeFrame(piece, at);
    const next = decoded.status === 'frame' ? decoded.endOffset : behindDamage(piece, at, decoded);
    if (next === null) break;
    const payload = decoded.status === 'frame' ? decodePayload(decoded.payload) : null;
    if (payload === null) corruptFrames++;
    else frames.push({ position: { segment, offset: at + pieceOffset }, endOffset: next + pieceOffset, ...payload });
    collected += next - at;
    at = next;
  }
  return { frames, endOffset: at + pieceOffset, corruptFrames, tailBytes: piece.length - at };
}

/** Where reading goes on: a length that was damaged must not hide what stands behind it. Null when nothing does. */
function behindDamage(piece: Buffer, at: number, decoded: Exclude<DecodedFrame, { status: 'frame' }>): number | null {
  return findFrame(piece, at) ?? (decoded.status === 'corrupt' ? decoded.endOffset : null);
}

function readIfThere(path: string): Promise<Buffer | null> {
  return readFile(path).catch(nullIfGone);
}

function nullIfGone(error: unknown): null {
  if (systemErrorCode(error) === 'ENOENT') return null;
  throw error;
}
