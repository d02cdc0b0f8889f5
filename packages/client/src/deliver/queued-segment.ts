import type { SegmentName } from './segment-name.js';
import type { SegmentReader } from './segment-reader.js';
import type { Batching } from './transport.js';

/** A segment that waits, as its sender sees it. */
export interface QueuedSegment {
  /** Stays when the file is renamed. */
  readonly id: string;
  name: SegmentName;
  readonly createdAtMs: number;
  bytes: number;
  /** Everything before is settled. */
  offset: number;
  /** Records that are settled. */
  records: number;
  /** All records; null while somebody else appends. */
  totalRecords: number | null;
  /** Nobody appends any more. */
  complete: boolean;
  /** Places that could not be read. */
  damaged: number;
  /** Of a segment that is a gap, for how many events it stands; null as long as nobody has looked. */
  droppedEvents: number | null;
  readonly reader: SegmentReader;
}

/** Records of one segment to be sent together. */
export interface Batch {
  readonly segment: QueuedSegment;
  readonly lines: readonly Buffer[];
  /** Offset behind each. */
  readonly ends: readonly number[];
  /** Indexes of the lines that are gaps. */
  readonly gaps: ReadonlySet<number>;
}

/** The records in memory that make the next batch. `full`: no more would fit. */
export function collectBatch(segment: QueuedSegment, batching: Batching): Batch & { readonly full: boolean } {
  const lines: Buffer[] = [];
  const ends: number[] = [];
  const gaps = new Set<number>();
  let full = false;
  for (let at = segment.offset, bytes = 0; !full;) {
    const record = segment.reader.recordInMemory(at);
    if (record === null) break;
    const alone = batching.alone(record.line);
    bytes += record.line.length;
    full = lines.length > 0 && (alone || bytes > batching.bytesMax);
    if (full) break;
    if (record.gap) gaps.add(lines.length);
    lines.push(record.line);
    ends.push(record.end);
    at = record.end;
    full = alone || lines.length >= batching.eventsMax || (batching.oneListEach && !record.listContinues);
  }
  return { segment, lines, ends, gaps, full };
}
