import { rolloutLimits } from '../../limits.js';
import type { Family } from '../family/families.js';
import { rolloutFileAt } from '../discover.js';
import type { RolloutFile } from '../discover.js';
import type { Emission, PrivacyMode } from '../../reducer/index.js';
import { reduceFamilyInSteps } from '../reduce-rollouts.js';
import type { ReduceFamilyResult } from '../reduce-rollouts.js';
import type { Skipped, SkipList } from '../skipped.js';
import type { SessionMeta } from '../session-meta.js';
import type { RolloutIndex } from './rollout-index.js';

/** Events that are handed on together: memory holds no more of them, however long a log is. */
const deliverEvents = 500;

/** What the import of a family needs. */
export interface FamilyImportOptions {
  readonly index: RolloutIndex;
  readonly privacy: PrivacyMode;
  /** Takes some events; resolves when more may come. */
  readonly deliver: (emissions: readonly Emission[]) => Promise<void>;
  readonly projectOf?: (meta: SessionMeta) => string | null;
  /** Now, in Unix milliseconds: a log that nobody has written to for a day is over. */
  readonly nowMs: () => number;
  /** Ends the import. What it was reading is read again by the next one. */
  readonly signal?: AbortSignal;
}

/** Bytes and events of a family so far. */
export type FamilyProgress = (bytesRead: number, events: number) => void;

/**
 * Reads a family and hands on those of its events that belong to lines beyond what was settled before. False when it was
 * told to stop before the end: then nothing of it counts as read.
 */
export async function importFamily(
  family: Family,
  found: ReadonlyMap<string, RolloutFile>,
  skipped: SkipList,
  options: FamilyImportOptions,
  onProgress: FamilyProgress,
): Promise<boolean> {
  const { index, signal, projectOf } = options;
  // as they are before the reading begins: what is appended meanwhile counts as new the next time
  const before = family.files.map((file) => rolloutFileAt(file.path) ?? found.get(file.path));
  const newestMs = Math.max(...before.map((file) => file?.mtimeMs ?? 0));
  const isOver = options.nowMs() - newestMs > rolloutLimits.overAfterMs;
  let waiting: Emission[] = [];
  let events = 0;
  const handOn = async () => {
    const batch = waiting;
    waiting = [];
    events += batch.length;
    if (batch.length > 0) await options.deliver(batch);
  };
  const take = (emission: Emission) => {
    const { origin } = emission;
    if (origin === undefined || origin.byteOffset === 0 || origin.byteOffset >= index.settledOffset(origin.sessionId))
      waiting.push(emission);
  };
  const { privacy } = options;
  const unread = new Set<string>();
  const onSkip = (entry: Skipped) => {
    if (entry.reason === 'unreadable' || entry.reason === 'gone') unread.add(entry.path);
    skipped.add(entry);
  };
  const reading = reduceFamilyInSteps(family, take, onSkip, {
    privacy,
    isOver,
    ...(projectOf === undefined ? {} : { projectOf }),
  });
  const ends: ReduceFamilyResult[] = [];
  const steps = (function* () {
    ends.push(yield* reading);
  })();
  // leaving the loop closes the files
  for (const { bytesRead } of steps) {
    if (waiting.length >= deliverEvents) await handOn();
    onProgress(bytesRead, events);
    if (signal?.aborted === true) return false;
  }
  await handOn();
  onProgress(Number.POSITIVE_INFINITY, events);
  const end = ends[0];
  family.files.forEach((file, i) => {
    const stat = before[i];
    // what could not be opened, or not to its end, is tried again the next time, wherever it is then
    if (stat === undefined || end === undefined || unread.has(file.path)) return;
    const { logId } = file;
    const { sizeBytes, mtimeMs, inode } = stat;
    const settledOffset = end.settledOffset(logId) ?? index.settledOffset(logId);
    const isOpen = !isOver && end.isWaiting;
    index.set(file.path, { sizeBytes, mtimeMs, inode, logId, rootId: family.rootId, settledOffset, isOpen });
  });
  return true;
}
