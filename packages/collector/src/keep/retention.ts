import { rm, stat } from 'node:fs/promises';

import { listSegments, readSegmentStart, type SegmentFile } from '../log/read-segment.js';
import type { Store } from '../store/store.js';

/** How long things are kept. Without a bound they are kept for ever. */
export interface RetentionPolicy {
  /** Older events go, by the time they were received. */
  readonly ageMsMax?: number;
  /** While the log is larger than this, its oldest segments go, and what the store has from them. */
  readonly logBytesMax?: number;
}

/** What was dropped. */
export interface RetentionResult {
  /** Rows of the store. */
  readonly rows: number;
  readonly segments: number;
  readonly bytes: number;
  /** What was received before this moment is gone; null when nothing went. */
  readonly cutoffMs: number | null;
}

/** What the policy is applied to. */
export interface RetentionOptions {
  readonly store: Pick<Store, 'command' | 'read'>;
  readonly logDirectory: string;
  /** Segments from this one on are not closed, or not loaded: they stay, whatever the policy. */
  readonly beforeSegment: number;
  readonly nowMs: number;
}

interface DatedSegment extends SegmentFile {
  readonly bytes: number;
  /** When the next segment began: nothing in this one is younger. */
  readonly endMs: number;
}

/**
 * Drops what is too old or too much: first from the store, then whole segments of the log. So the log never holds less
 * than the store, and a rebuild gives what was there.
 */
export async function applyRetention(policy: RetentionPolicy, options: RetentionOptions): Promise<RetentionResult> {
  const segments = await dateSegments(options.logDirectory, options.nowMs);
  const droppable = segments.filter((one) => one.segment < options.beforeSegment);
  const byAge = options.nowMs - (policy.ageMsMax ?? Number.POSITIVE_INFINITY);
  const cutoffMs = Math.max(byAge, sizeCutoff(segments, droppable, policy.logBytesMax));
  const going = droppable.filter((one) => one.endMs <= cutoffMs);
  if (!Number.isFinite(cutoffMs)) return { rows: 0, segments: 0, bytes: 0, cutoffMs: null };
  const rows = await removeRows(options.store, Math.floor(cutoffMs));
  for (const { path } of going) await rm(path, { force: true });
  return { rows, segments: going.length, bytes: going.reduce((sum, one) => sum + one.bytes, 0), cutoffMs };
}

async function removeRows(store: RetentionOptions['store'], cutoff: number): Promise<number> {
  const old = `received_at < fromUnixTimestamp64Milli({cutoff:Int64}, 'UTC')`;
  const [found] = await store.read(`SELECT count() AS rows FROM events WHERE ${old}`, { cutoff });
  const rows = Number(found?.['rows'] ?? 0);
  if (rows > 0) await store.command(`DELETE FROM events WHERE ${old}`, { cutoff });
  return rows;
}

/** The end of the last segment that must go for the log to fit. */
function sizeCutoff(all: readonly DatedSegment[], droppable: readonly DatedSegment[], bytesMax = Infinity): number {
  let bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  let cutoff = Number.NEGATIVE_INFINITY;
  for (const one of droppable) {
    if (bytes <= bytesMax) break;
    bytes -= one.bytes;
    cutoff = one.endMs;
  }
  return cutoff;
}

async function dateSegments(directory: string, nowMs: number): Promise<readonly DatedSegment[]> {
  const files = await listSegments(directory);
  const starts: (number | null)[] = [];
  for (const file of files) starts.push(await readSegmentStart(file));
  return Promise.all(
    files.map(async (file, at) => ({
      ...file,
      bytes: (await stat(file.path).catch(() => null))?.size ?? 0,
      endMs: starts.slice(at + 1).find((start) => start !== null) ?? nowMs,
    })),
  );
}
