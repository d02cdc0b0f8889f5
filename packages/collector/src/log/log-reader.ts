import { open, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { frameHeaderBytes, segmentHeaderBytes, segmentName, type LogFrame, type LogPosition } from './format.js';
import { listSegments, readSegmentBytes, scanFrames, scanSegment } from './read-segment.js';
import { limits } from '../limits.js';

/** Some frames in a row, all of one segment. */
export interface LogChunk {
  readonly frames: readonly LogFrame[];
  readonly from: LogPosition;
  readonly to: LogPosition;
  readonly corruptFrames: number;
}

/** Reads the log from a position on, up to what is known to be synced. */
export interface LogReader {
  /** The next frames, or null when everything up to `durable` was read. */
  next(from: LogPosition, durable: LogPosition): Promise<LogChunk | null>;
  close(): Promise<void>;
}

/** Makes a reader that gives about `chunkBytes` at a time. */
export function createLogReader(directory: string, chunkBytes: number = limits.batchBytesMax): LogReader {
  let held: { readonly segment: number; readonly bytes: Buffer } | null = null;
  let file: { readonly segment: number; readonly handle: FileHandle } | null = null;

  async function letGo(): Promise<void> {
    held = null;
    const closing = file;
    file = null;
    await closing?.handle.close();
  }

  /** Bytes of an uncompressed segment; null when it is gzipped or gone. */
  async function readPlain(segment: number, offset: number, end: number | null): Promise<Buffer | null> {
    if (file?.segment !== segment) {
      await letGo();
      const handle = await openIfThere(join(directory, segmentName(segment)));
      if (handle === null) return null;
      file = { segment, handle };
    }
    const { handle } = file;
    const stop = end ?? (await handle.stat()).size;
    let length = Math.min(stop - offset, chunkBytes);
    let bytes = await readAt(handle, offset, length);
    const needed = bytes.length < 4 ? 0 : bytes.readUInt32LE(0) + frameHeaderBytes;
    if (needed > bytes.length && needed <= stop - offset) {
      length = needed;
      bytes = await readAt(handle, offset, length);
    }
    return bytes;
  }

  async function chunkOf(segment: number, offset: number, end: number | null): Promise<LogChunk | null> {
    const start = Math.max(offset, segmentHeaderBytes);
    if (end !== null && start >= end) return null;
    const plain = held?.segment === segment ? null : await readPlain(segment, start, end);
    if (plain === null && held?.segment !== segment) {
      const bytes = await readSegmentBytes(directory, segment);
      if (bytes === null) return null;
      await letGo();
      held = { segment, bytes };
    }
    const scan =
      plain === null
        ? scanSegment(held!.bytes, segment, start, end ?? held!.bytes.length, chunkBytes)
        : scanFrames(plain, segment, 0, start);
    const from = { segment, offset: start };
    if (scan.endOffset > start) {
      return { frames: scan.frames, from, to: { segment, offset: scan.endOffset }, corruptFrames: scan.corruptFrames };
    }
    if (end !== null || scan.tailBytes <= 0) return null;
    // The end of a closed segment, cut off or damaged: passed over, but not silently.
    return { frames: [], from, to: { segment, offset: start + scan.tailBytes }, corruptFrames: 1 };
  }

  return {
    async next(from, durable) {
      if (from.segment === durable.segment) return chunkOf(from.segment, from.offset, durable.offset);
      const chunk = from.segment === 0 ? null : await chunkOf(from.segment, from.offset, null);
      if (chunk !== null) return chunk;
      const segments = await listSegments(directory);
      for (const { segment } of segments) {
        if (segment <= from.segment || segment > durable.segment) continue;
        const found = await chunkOf(segment, 0, segment === durable.segment ? durable.offset : null);
        if (found !== null) return found;
      }
      return null;
    },
    close: letGo,
  };
}

async function readAt(handle: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(Math.max(0, length));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
  return buffer.subarray(0, bytesRead);
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    await stat(path);
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
