import { join } from 'node:path';

import { deliverLimits } from '../limits.js';
import { readCursor, type Cursor, type SpoolTotals } from './cursor.js';
import { gapOfLine } from './gap.js';
import { lockState } from './lock.js';
import { byAge, parseSegmentFileName, segmentFileName } from './segment-name.js';
import { SegmentReader } from './segment-reader.js';
import { scanSegment, type ScannedRecord } from './segment-scan.js';
import { sentFiles, sentSuffix, unreadableSuffix } from './settled-files.js';
import { nodeFs, type SpoolFs } from './spool-fs.js';

/** What one spool holds, read from its files by anybody at any time. */
export interface SpoolStatus {
  /** Name of its folder: kind of receiver, and which. */
  readonly name: string;
  /** Events that wait. */
  readonly queued: number;
  readonly queuedBytes: number;
  /** Age of the oldest; 0 when none waits. */
  readonly oldestAgeMs: number;
  readonly totals: SpoolTotals;
  /** Whether a process sends at present. */
  readonly sending: boolean;
  /** Why nothing is sent (`http_401`), or null. */
  readonly halted: string | null;
  /** Why the last attempt failed, or null. */
  readonly failing: string | null;
  /** Files that could not be read and were set aside. */
  readonly setAside: number;
}

/** One event of a spool. */
export interface SpooledEvent {
  readonly status: 'sent' | 'waiting';
  /** `{"envelope":…,"event":…}` as it is in the file, without line feed. */
  readonly line: string;
}

/** The spools of a folder as {@link openDelivery} takes it; empty when there is none. */
export async function readSpoolStatus(
  directory: string,
  nowMs: number = Date.now(),
  fs: SpoolFs = nodeFs,
): Promise<readonly SpoolStatus[]> {
  const spools: SpoolStatus[] = [];
  for (const name of await spoolNames(directory, fs))
    spools.push(await statusOf(join(directory, name), name, nowMs, fs));
  return spools;
}

/** Every event that waits in one spool, and those sent last, in the order of sending. */
export async function* inspectSpool(directory: string, fs: SpoolFs = nodeFs): AsyncGenerator<SpooledEvent> {
  const cursor = await readCursor(directory, fs);
  for (const fileName of await segmentFiles(directory, fs)) {
    const found: SpooledEvent[] = [];
    await scanFile(directory, fileName, cursor, fs, 0, ({ line, offset }, settledTo) => {
      const status = offset < settledTo ? 'sent' : 'waiting';
      found.push({ status, line: line.toString('utf8').trimEnd() });
    });
    yield* found;
  }
}

async function statusOf(directory: string, name: string, nowMs: number, fs: SpoolFs): Promise<SpoolStatus> {
  const cursor = await readCursor(directory, fs);
  const files = await fs.list(directory);
  let [queued, queuedBytes, dropped] = [0, 0, cursor.totals.dropped];
  let oldestAtMs: number | null = null;
  for (const fileName of await segmentFiles(directory, fs)) {
    if (fileName.endsWith(sentSuffix)) continue;
    await scanFile(directory, fileName, cursor, fs, null, ({ line, gap }) => {
      queued++;
      queuedBytes += line.length;
      oldestAtMs ??= observedAtMs(line);
      if (gap) dropped += gapOfLine(line).dropped_events ?? 0;
    });
  }
  return {
    name,
    queued,
    queuedBytes,
    oldestAgeMs: oldestAtMs === null ? 0 : Math.max(0, nowMs - oldestAtMs),
    totals: { ...cursor.totals, dropped },
    sending: (await lockState(directory, 'sender')) === 'held',
    halted: cursor.halted,
    failing: cursor.failing,
    setAside: files.filter((file) => file.endsWith(unreadableSuffix)).length,
  };
}

/** Goes through a segment: from `from`, or from where it is not settled. A file that vanished meanwhile was sent. */
async function scanFile(
  directory: string,
  fileName: string,
  cursor: Cursor,
  fs: SpoolFs,
  from: 0 | null,
  onRecord: (record: ScannedRecord, settledTo: number) => void,
): Promise<void> {
  const path = join(directory, fileName);
  const reading = { fs, path, chunkBytes: deliverLimits.batchBytesMax, frameBytesMax: deliverLimits.eventBytesMax };
  try {
    const start = await new SegmentReader(reading).start();
    if (start.kind !== 'segment') return;
    const { size } = await fs.stat(path);
    const settledTo = fileName.endsWith(sentSuffix) ? size : (cursor.segments[start.header.id]?.offset ?? start.end);
    await scanSegment(reading, from === 0 ? start.end : settledTo, size, (record) => onRecord(record, settledTo));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}

/** Files of segments, oldest first; what was sent last before what waits. */
async function segmentFiles(directory: string, fs: SpoolFs): Promise<readonly string[]> {
  const files = await fs.list(directory);
  const waiting = files.flatMap((file) => parseSegmentFileName(file) ?? []).sort(byAge);
  return [...sentFiles(files), ...waiting.map(segmentFileName)];
}

async function spoolNames(directory: string, fs: SpoolFs): Promise<readonly string[]> {
  const names = await fs.list(directory).catch(() => []);
  return names.filter((name) => /^(collector|native)-/.test(name)).sort();
}

function observedAtMs(line: Buffer): number | null {
  const found = /"observed_at_ms":(\d+)/.exec(line.toString('latin1', 0, 512))?.[1];
  return found === undefined ? null : Number(found);
}
