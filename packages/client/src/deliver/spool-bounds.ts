import { join } from 'node:path';

import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import { gapOfLine, joinGaps, type Gap, type GapLine } from './gap.js';
import { encodeSealedFrame, encodeSegmentStart, FrameBuffer, frameFlags, sealedFrameBytes } from './segment-format.js';
import { segmentFileName } from './segment-name.js';
import type { SegmentReaderOptions } from './segment-reader.js';
import { scanSegment } from './segment-scan.js';
import type { SpoolFs } from './spool-fs.js';
import type { QueuedSegment } from './queued-segment.js';
import type { SpoolQueue } from './spool-queue.js';

/** The spool, its limits, and the line that stands for what they cost. */
export interface SpoolBoundsOptions {
  readonly directory: string;
  readonly fs: SpoolFs;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
  readonly gapLine: GapLine;
}

/** Ids of segments that hold nothing but a gap. */
const gapSuffix = '.gap';
/** In such an id: of which gap this one holds the counts too. */
const joinsMark = '.joins-';

/**
 * Keeps a spool within its bounds: the oldest segment goes first, and a segment with one gap record takes its name and
 * its place. Gaps that follow one another become one, so that a year without a collector leaves one small file.
 */
export async function enforceBounds(
  queue: SpoolQueue,
  inFlight: QueuedSegment | null,
  nowMs: number,
  options: SpoolBoundsOptions,
): Promise<void> {
  const { limits } = options;
  await removeJoined(queue, inFlight, options);
  await lookIntoGaps(queue, options);
  let total = queue.segments().reduce((sum, { bytes }) => sum + bytes, 0);
  for (const segment of queue.segments()) {
    // A segment covers at most `segmentAgeMaxMs`; a clock that was set back only makes it look young.
    const tooOld = nowMs - segment.createdAtMs - limits.segmentAgeMaxMs > limits.spoolAgeMaxMs;
    if (!tooOld && total <= limits.spoolBytesMax) return;
    if (!segment.complete || segment === inFlight || segment.id.endsWith(gapSuffix)) continue;
    total -= segment.bytes;
    await replaceByGap(queue, segment, inFlight, tooOld ? 'spool_age' : 'spool_bytes', nowMs, options);
  }
}

/** Events that gaps stand for which wait to be sent. */
export function waitingGaps(segments: readonly QueuedSegment[]): number {
  return segments.reduce((sum, { records, droppedEvents }) => sum + (records === 0 ? (droppedEvents ?? 0) : 0), 0);
}

async function lookIntoGaps(queue: SpoolQueue, options: SpoolBoundsOptions): Promise<void> {
  for (const segment of queue.segments()) {
    if (segment.droppedEvents !== null || !segment.id.endsWith(gapSuffix)) continue;
    await scanSegment(reading(segment, options), segment.offset, segment.bytes, ({ line }) => {
      segment.droppedEvents = gapOfLine(line).dropped_events ?? 0;
    });
  }
}

/** Removes gaps that are counted in another one: their removal failed, or who joined them died before it. */
async function removeJoined(
  queue: SpoolQueue,
  inFlight: QueuedSegment | null,
  options: SpoolBoundsOptions,
): Promise<void> {
  const joined = new Set(queue.segments().flatMap(({ id }) => id.split(joinsMark)[1] ?? []));
  if (joined.size === 0) return;
  for (const segment of queue.segments()) {
    if (segment !== inFlight && segment.id.endsWith(gapSuffix) && joined.has(gapName(segment)))
      await removeGap(queue, segment, options);
  }
}

async function removeGap(
  queue: SpoolQueue,
  gap: QueuedSegment,
  { directory, fs }: Pick<SpoolBoundsOptions, 'directory' | 'fs'>,
): Promise<void> {
  // A disk may refuse to remove it: then nothing of it is sent all the same, and the queue puts it where sent files go.
  gap.offset = gap.bytes - sealedFrameBytes;
  gap.records = gap.totalRecords ?? gap.records;
  const removed = await fs.remove(join(directory, segmentFileName(gap.name))).then(
    () => true,
    () => false,
  );
  if (removed) await queue.remove(gap);
}

/** What a gap that joins this one has behind its mark. */
function gapName({ id }: QueuedSegment): string {
  return `${id.split(joinsMark)[0]?.replace(/\.gap$/, '')}${gapSuffix}`;
}

async function replaceByGap(
  queue: SpoolQueue,
  segment: QueuedSegment,
  inFlight: QueuedSegment | null,
  reason: string,
  nowMs: number,
  options: SpoolBoundsOptions,
): Promise<void> {
  const { directory, fs, logger, gapLine } = options;
  const times: number[] = [];
  const gaps: Gap[] = [];
  const { records, lineBytes } = await scanSegment(
    reading(segment, options),
    segment.offset,
    segment.bytes,
    ({ line, gap }) => {
      if (gap) gaps.push(gapOfLine(line));
      else times.push(occurredAtMs(line));
    },
  );
  if (records === 0) return;
  const before = queue.segments()[queue.segments().indexOf(segment) - 1];
  const joins = before !== undefined && before !== inFlight && before.id.endsWith(gapSuffix) && before.records === 0;
  const joined = joins ? before : null;
  if (joined !== null) {
    await scanSegment(reading(joined, options), joined.offset, joined.bytes, ({ line }) =>
      gaps.unshift(gapOfLine(line)),
    );
  }
  const gap = [...gaps, here(reason, times, lineBytes)].reduce(joinGaps);

  const fileName = segmentFileName(segment.name);
  const frames = new FrameBuffer();
  frames.add(gapLine(gap).json, frameFlags.gap);
  const id = joined === null ? `${segment.id}${gapSuffix}` : `${segment.id}${joinsMark}${gapName(joined)}`;
  const start = encodeSegmentStart({ id, created_at_ms: nowMs });
  const draft = join(directory, `${fileName}.tmp`);
  await fs.writeSynced(draft, Buffer.concat([start, frames.bytes(), encodeSealedFrame(1)]));
  await fs.rename(draft, join(directory, fileName));
  await queue.remove(segment);
  if (joined !== null) await removeGap(queue, joined, { directory, fs });
  await queue.refresh();
  logger.error('the spool is at its bound: the oldest events were dropped', { reason, events: times.length });
}

function reading(segment: QueuedSegment, { directory, fs, limits }: SpoolBoundsOptions): SegmentReaderOptions {
  return {
    fs,
    path: join(directory, segmentFileName(segment.name)),
    chunkBytes: limits.batchBytesMax,
    frameBytesMax: limits.eventBytesMax,
  };
}

function here(reason: string, times: readonly number[], bytes: number): Gap {
  return {
    reason,
    dropped_events: times.length,
    dropped_bytes: bytes,
    first_occurred_at_ms: times[0] ?? null,
    last_occurred_at_ms: times.at(-1) ?? null,
  };
}

/** Lines begin with their envelope, written by us in this order: cheaper than parsing half a million events. */
function occurredAtMs(line: Buffer): number {
  return Number(/"occurred_at_ms":(\d+)/.exec(line.toString('latin1', 0, 512))?.[1] ?? 0);
}
