import { join } from 'node:path';

import { errorCode } from './error-code.js';
import type { SpoolFs } from './spool-fs.js';

/** How far a segment is settled: everything before `offset`, `records` of them. */
export interface SegmentProgress {
  readonly offset: number;
  readonly records: number;
}

/** What the senders of a spool did since it exists. */
export interface SpoolTotals {
  /** Taken by the receiver, for the first time or again. */
  readonly sent: number;
  /** Attempts that had to be repeated. */
  readonly retried: number;
  /** Set aside because the receiver refuses them. */
  readonly refused: number;
  /** Passed over: own events at a foreign backend, or no login there. */
  readonly skipped: number;
  /** Lost to a bound or a disk, as the settled gap records say. */
  readonly dropped: number;
  /** Segments set aside because they could not be read, and frames skipped in others. */
  readonly unreadable: number;
}

/** The file `cursor.json` of a spool: written by its sender alone, read by anybody. */
export interface Cursor {
  readonly segments: Readonly<Record<string, SegmentProgress>>;
  readonly totals: SpoolTotals;
  /** Why nothing is sent at present; null while sending goes on. */
  readonly halted: string | null;
  /** Why the last attempt failed; null after one that did not. */
  readonly failing: string | null;
}

/** Totals of a spool that has sent nothing. */
export const noTotals: SpoolTotals = { sent: 0, retried: 0, refused: 0, skipped: 0, dropped: 0, unreadable: 0 };

const emptyCursor: Cursor = { segments: {}, totals: noTotals, halted: null, failing: null };

const fileName = 'cursor.json';

/**
 * Reads the cursor. One that is missing or makes no sense counts as empty: everything is sent again, which is harmless
 * where the receiver knows what it has. One that the system does not give at the moment is no such: that throws.
 */
export async function readCursor(directory: string, fs: Pick<SpoolFs, 'readText'>): Promise<Cursor> {
  const text = await fs.readText(join(directory, fileName)).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  });
  try {
    const parsed: unknown = JSON.parse(text);
    return isCursor(parsed) ? { ...emptyCursor, ...parsed, totals: { ...noTotals, ...parsed.totals } } : emptyCursor;
  } catch {
    return emptyCursor;
  }
}

/** Saves by a new file, a sync and a rename: there is always a whole one. */
export async function saveCursor(directory: string, cursor: Cursor, fs: SpoolFs): Promise<void> {
  const draft = join(directory, `${fileName}.tmp`);
  await fs.writeSynced(draft, `${JSON.stringify({ v: 1, ...cursor })}\n`);
  await fs.rename(draft, join(directory, fileName));
}

function isCursor(value: unknown): value is Cursor {
  if (typeof value !== 'object' || value === null) return false;
  if (!('v' in value && value.v === 1 && 'segments' in value && 'totals' in value)) return false;
  const { segments, totals } = value;
  if (typeof segments !== 'object' || segments === null || typeof totals !== 'object' || totals === null) return false;
  return Object.values(segments).every(
    (one: unknown) =>
      typeof one === 'object' &&
      one !== null &&
      'offset' in one &&
      Number.isSafeInteger(one.offset) &&
      'records' in one &&
      Number.isSafeInteger(one.records),
  );
}
