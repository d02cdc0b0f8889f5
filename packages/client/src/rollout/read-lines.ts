import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

import { createDecompressor, isZstd } from './decompress.js';
import { rolloutLimits } from './rollout-limits.js';
import type { SkipReason } from './skipped.js';

/** Gets the lines of a file. The bytes are valid during the call only. */
export interface LineReader {
  /** A whole line without its line feed; `offset` is where it begins in the uncompressed text. Returning false stops. */
  line(bytes: Buffer, start: number, end: number, offset: number): boolean | void;
  /** A line, or the rest of the file, that could not be given. */
  skipped(reason: SkipReason, offset: number): void;
}

export interface ReadLinesOptions {
  /** Begin at this offset of the uncompressed text, the start of a line. */
  readonly fromOffset?: number;
  readonly lineBytesMax?: number;
  readonly chunkBytes?: number;
}

export interface ReadLinesResult {
  /** Bytes of the file on disk that were read. */
  readonly bytesRead: number;
  /** Offset (uncompressed) behind the last line that was given or skipped whole: where the next reading begins. */
  readonly nextOffset: number;
  readonly compressed: boolean;
}

/**
 * Reads a session log line by line with memory bounded by the longest line. It reads what the file held when it was
 * opened: what is appended meanwhile belongs to the next reading. Reading is synchronous: it happens in worker threads and
 * in short pieces, and costs a third less than streams.
 */
export function readLines(path: string, reader: LineReader, options: ReadLinesOptions = {}): ReadLinesResult {
  const from = options.fromOffset ?? 0;
  const splitter = createLineSplitter(reader, from, options.lineBytesMax ?? rolloutLimits.lineBytesMax);
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    reader.skipped('unreadable', 0);
    return { bytesRead: 0, nextOffset: from, compressed: false };
  }
  try {
    return readOpen(file, from, reader, splitter, options.chunkBytes ?? rolloutLimits.chunkBytes);
  } finally {
    closeSync(file);
  }
}

function readOpen(
  file: number,
  from: number,
  reader: LineReader,
  splitter: LineSplitter,
  chunkBytes: number,
): ReadLinesResult {
  const sizeBytes = fstatSync(file).size;
  const head = Buffer.alloc(4);
  const compressed = readSync(file, head, 0, 4, 0) === 4 && isZstd(head);
  let position = compressed ? 0 : from;
  const read = (into: Buffer, start: number, length: number): number => {
    const got = readSync(file, into, start, Math.min(length, sizeBytes - position), position);
    position += got;
    return got;
  };
  try {
    if (compressed) {
      const decompressor = createDecompressor((bytes) => splitter.push(bytes), from);
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, Math.max(sizeBytes, 1)));
      while (position < sizeBytes && !splitter.stopped) {
        const got = read(chunk, 0, chunk.length);
        if (got === 0) break;
        if (!decompressor.push(chunk.subarray(0, got))) break;
      }
      if (!splitter.stopped && !decompressor.finished) reader.skipped('damaged-compression', splitter.nextOffset);
    } else {
      while (position < sizeBytes && !splitter.stopped) {
        const got = splitter.fill(chunkBytes, read);
        if (got === 0) break;
      }
    }
    if (!splitter.stopped && position < sizeBytes) reader.skipped('shrunk', position);
  } catch {
    reader.skipped('unreadable', splitter.nextOffset);
  }
  if (!splitter.stopped) splitter.end();
  return { bytesRead: position - (compressed ? 0 : from), nextOffset: splitter.nextOffset, compressed };
}

interface LineSplitter {
  /** Takes bytes from somewhere else. */
  push(bytes: Uint8Array): void;
  /** Reads into the splitter's own buffer; gives the number of bytes read. */
  fill(chunkBytes: number, read: (into: Buffer, start: number, length: number) => number): number;
  /** The text ends here: a last line that is complete JSON is given, anything else is reported. */
  end(): void;
  readonly nextOffset: number;
  readonly stopped: boolean;
}

/** Buffer kept between files, so that 20,000 small files do not mean 20,000 allocations. */
let spare: Buffer | null = null;

function createLineSplitter(reader: LineReader, from: number, lineBytesMax: number): LineSplitter {
  let buffer = spare ?? Buffer.allocUnsafe(rolloutLimits.chunkBytes + 64 * 1024);
  spare = null;
  /** Bytes of `buffer` that hold the unfinished line; they begin at 0. */
  let held = 0;
  /** Offset of the first held byte. */
  let offset = from;
  /** Inside of a line that is too long: its bytes are dropped until it ends. */
  let dropping = false;
  let dropped = 0;
  let stopped = false;

  const room = (wanted: number) => {
    if (buffer.length - held >= wanted) return;
    const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, held + wanted));
    buffer.copy(larger, 0, 0, held);
    buffer = larger;
  };

  const take = (got: number) => {
    const filled = held + got;
    let start = 0;
    let search = held;
    while (!stopped) {
      const end = buffer.indexOf(10, search);
      if (end === -1 || end >= filled) break;
      if (dropping) {
        dropping = false;
        offset += dropped + (end + 1 - start);
        dropped = 0;
      } else {
        if (end > start && reader.line(buffer, start, end, offset) === false) stopped = true;
        offset += end + 1 - start;
      }
      start = end + 1;
      search = start;
    }
    if (dropping) {
      dropped += filled - start;
      held = 0;
      return;
    }
    held = filled - start;
    if (held > lineBytesMax && !stopped) {
      reader.skipped('line-too-long', offset);
      dropping = true;
      dropped = held;
      held = 0;
    } else if (start > 0 && held > 0) {
      buffer.copyWithin(0, start, filled);
    }
  };

  return {
    push(bytes) {
      if (stopped) return;
      room(bytes.length);
      buffer.set(bytes, held);
      take(bytes.length);
    },
    fill(chunkBytes, read) {
      room(chunkBytes);
      const got = read(buffer, held, chunkBytes);
      take(got);
      return got;
    },
    end() {
      if (dropping) offset += dropped;
      else if (held > 0) {
        if (isWholeJson(buffer, held)) {
          reader.line(buffer, 0, held, offset);
          offset += held;
        } else reader.skipped('unfinished-line', offset);
      }
      held = 0;
      if (buffer.length <= 2 * rolloutLimits.chunkBytes) spare = buffer;
    },
    get nextOffset() {
      return offset;
    },
    get stopped() {
      return stopped;
    },
  };
}

/** A last line without a line feed may be whole: the file was cut right behind it, or its writer leaves it out. */
function isWholeJson(bytes: Buffer, length: number): boolean {
  if (bytes[length - 1] !== 125) return false;
  try {
    JSON.parse(bytes.toString('utf8', 0, length));
    return true;
  } catch {
    return false;
  }
}
