import { parseObject, timeOf } from '../json-value.js';
import { lineKindOf, unreadLine } from '../line-kind.js';
import { openLines } from '../read-lines.js';
import type { LineSource } from '../read-lines.js';
import { decodeRecord, isWantedLine } from '../records/decode-record.js';
import type { RolloutRecord } from '../records/record.js';
import type { SkipReason } from '../skipped.js';

/** A record with its place in the log. */
export interface PlacedRecord {
  readonly record: RolloutRecord;
  /** Time of the line; never before that of the line above it. */
  readonly atMs: number;
  /** Start of the line in the uncompressed text. */
  readonly byteOffset: number;
}

/** The records of one log, in its order, read as they are asked for. */
export interface RecordCursor {
  readonly head: PlacedRecord | null;
  advance(): void;
  close(): void;
  /** Behind the last whole line that was read. */
  readonly nextOffset: number;
  /** Bytes of the file that were read. */
  readonly bytesRead: number;
}

/** Bytes asked of the disk at once. Of each open file the records of one such piece are held, hence less where many are open. */
const pieceBytesMax = 128 * 1024;
const pieceBytesMin = 16 * 1024;
const piecesBytesMax = 4 * 1024 * 1024;

/** Opens a log from a line on; `openFiles` others of its family are open. */
export function openRecordCursor(
  path: string,
  fromOffset: number,
  onSkip: (reason: SkipReason, byteOffset: number) => void,
  openFiles = 0,
): RecordCursor {
  const chunkBytes = Math.max(pieceBytesMin, Math.min(pieceBytesMax, Math.floor(piecesBytesMax / (openFiles + 1))));
  let queue: PlacedRecord[] = [];
  let next = 0;
  let latestMs = 0;
  const source: LineSource = openLines(
    path,
    {
      line(bytes, start, end, offset) {
        const kind = lineKindOf(bytes, start, end);
        if (kind !== unreadLine && !isWantedLine(kind)) return;
        const line = parseObject(bytes.toString('utf8', start, end));
        if (line === null) return onSkip('not-json', offset);
        const record = decodeRecord(line);
        if (record === null) return;
        latestMs = Math.max(latestMs, timeOf(line.timestamp) ?? latestMs);
        queue.push({ record, atMs: latestMs, byteOffset: offset });
      },
      skipped: onSkip,
    },
    { fromOffset, chunkBytes },
  );
  const refill = () => {
    if (next < queue.length) return;
    queue = [];
    next = 0;
    while (queue.length === 0 && source.step());
  };
  refill();
  return {
    get head() {
      return queue[next] ?? null;
    },
    advance() {
      next++;
      refill();
    },
    close: () => source.close(),
    get nextOffset() {
      return source.result.nextOffset;
    },
    get bytesRead() {
      return source.result.bytesRead;
    },
  };
}
