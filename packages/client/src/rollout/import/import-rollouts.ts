import { discoverRollouts, rolloutFileAt } from '../discover.js';
import type { RolloutFile } from '../discover.js';
import { familiesOf } from '../family/families.js';
import type { Family } from '../family/families.js';
import { onePerLog } from '../family/one-per-log.js';
import { openThreadFile } from '../family/thread-file.js';
import type { ThreadFile } from '../family/thread-file.js';
import { rolloutLimits } from '../../limits.js';
import type { FamilyImportOptions } from './import-family.js';
import { createSkipList } from '../skipped.js';
import type { SkipList } from '../skipped.js';
import { withoutCopies } from '../without-copies.js';
import type { RolloutIndex } from './rollout-index.js';

/** What {@link importRollouts} is told. */
export interface ImportOptions extends FamilyImportOptions {
  /** Files and folders. */
  readonly paths: readonly string[];
  /** Resolves when all events that were taken survive a power cut: then the index may say that their lines were read. */
  readonly settle?: () => Promise<void>;
  readonly onProgress?: (progress: ImportProgress) => void;
}

/** How far an import is. */
export interface ImportProgress {
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly filesDone: number;
  readonly filesTotal: number;
  readonly events: number;
}

/** How an import ended. */
export interface ImportResult extends ImportProgress {
  /** Session logs that were found, read or not. */
  readonly files: number;
  readonly filesUnchanged: number;
  readonly skipped: SkipList;
  readonly isInterrupted: boolean;
  /** When the newest of the logs was written to, in Unix milliseconds; 0 without any. */
  readonly newestMs: number;
  /** Logs that were written to in the last minutes: those that will be written to next. */
  readonly active: readonly string[];
}

/** A log that was written to within this counts as one of a session that goes on. */
const activeForMs = 15 * 60 * 1000;

/** The index is saved this often: an import that is killed goes on from there. */
const saveIntervalMs = 10_000;

/**
 * Reads what is new in session logs and hands on its events. Unchanged files cost a `stat`; a family of which one file
 * grew is read again, and of its events those are handed on that belong to lines beyond what was settled before. An event
 * that is handed on twice has the same delivery id both times.
 */
export async function importRollouts(options: ImportOptions): Promise<ImportResult> {
  const { index, signal } = options;
  const skipped = createSkipList();
  const found = withoutCopies(
    discoverRollouts(options.paths, (reason, path) => skipped.add({ reason, path })),
    (path) => skipped.add({ reason: 'copy-of-session', path }),
  );
  // what a log left open is told when it is over, also if nobody wrote to it any more
  const isNowOver = (file: RolloutFile) =>
    index.get(file.path)?.isOpen === true && options.nowMs() - file.mtimeMs > rolloutLimits.overAfterMs;
  const changed = found.filter((file) => !index.isUnchanged(file) || isNowOver(file));
  const copies: ThreadFile[] = [];
  const families = changedFamilies(changed, index, skipped, copies);
  const sizes = new Map(found.map((file) => [file.path, file]));
  const sizeOf = (family: Family) =>
    family.files.reduce((sum, file) => sum + (sizes.get(file.path)?.sizeBytes ?? 0), 0);
  const filesTotal = families.reduce((sum, family) => sum + family.files.length, 0);
  const bytesTotal = families.reduce((sum, family) => sum + sizeOf(family), 0);
  const progress = { bytesDone: 0, bytesTotal, filesDone: 0, filesTotal, events: 0 };
  const save = async () => {
    await options.settle?.();
    index.save();
  };
  let savedAtMs = options.nowMs();
  try {
    for (const family of families) {
      if (signal?.aborted === true) break;
      // most runs find nothing new: then what makes events is not loaded at all
      const { importFamily } = await import('./import-family.js');
      const { bytesDone, events } = progress;
      const familyBytes = sizeOf(family);
      const hear = (bytesRead: number, more: number) => {
        progress.bytesDone = bytesDone + Math.min(bytesRead, familyBytes);
        progress.events = events + more;
        options.onProgress?.(progress);
      };
      if (!(await importFamily(family, sizes, skipped, options, hear))) break;
      progress.filesDone += family.files.length;
      options.onProgress?.(progress);
      if (options.nowMs() - savedAtMs < saveIntervalMs) continue;
      await save();
      savedAtMs = options.nowMs();
    }
    for (const copy of copies) remember(copy, index);
  } finally {
    // also where delivery fails: what it took before is safe
    await save();
  }
  const filesUnchanged = found.length - changed.length;
  const newestMs = found.reduce((newest, file) => Math.max(newest, file.mtimeMs), 0);
  const active = found.filter((file) => options.nowMs() - file.mtimeMs < activeForMs).map((file) => file.path);
  const isInterrupted = signal?.aborted === true;
  return { ...progress, files: found.length, filesUnchanged, skipped, isInterrupted, newestMs, active };
}

/** The families of the changed files, each with those of its files that did not change. */
function changedFamilies(
  changed: readonly RolloutFile[],
  index: RolloutIndex,
  skipped: SkipList,
  copies: ThreadFile[],
): readonly Family[] {
  const files = new Map<string, ThreadFile>();
  const open = (path: string) => {
    if (files.has(path)) return;
    // Codex compresses logs and puts them in the place of the plain ones: maybe since they were found
    const now = rolloutFileAt(path) === null && rolloutFileAt(twinOf(path)) !== null ? twinOf(path) : path;
    const file = openThreadFile(now, (reason, at) => skipped.add({ reason, path: at }));
    if (file !== null) files.set(now, file);
  };
  for (const { path } of changed) open(path);
  const logs = new Set([...files.values()].map((file) => file.logId));
  const relatives = [...files.values()].flatMap(({ meta }) => [meta.threadId, meta.parentThreadId, meta.sessionId]);
  for (const rootId of new Set(relatives.map((id) => (id === null ? null : index.rootOf(id))))) {
    if (rootId === null) continue;
    for (const path of index.familyPaths(rootId)) {
      // one that is gone was moved or removed; what it held was delivered
      if (rolloutFileAt(path) === null || logs.has(index.get(path)?.logId ?? '')) continue;
      open(path);
    }
  }
  const single = onePerLog([...files.values()], (copy) => {
    skipped.add({ reason: 'copy-of-session', path: copy.path });
    copies.push(copy);
  });
  return familiesOf(single);
}

/** The same log compressed, or plain. */
function twinOf(path: string): string {
  return path.endsWith('.zst') ? path.slice(0, -'.zst'.length) : `${path}.zst`;
}

/** A copy is not read; as long as it does not change, it is not looked into again. */
function remember({ path, logId }: ThreadFile, index: RolloutIndex): void {
  const stat = rolloutFileAt(path);
  if (stat === null) return;
  const { sizeBytes, mtimeMs, inode } = stat;
  const settledOffset = index.settledOffset(logId);
  const rootId = index.rootOf(logId) ?? logId;
  index.set(path, { sizeBytes, mtimeMs, inode, logId, rootId, settledOffset, isOpen: false });
}
