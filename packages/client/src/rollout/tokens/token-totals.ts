import { Worker } from 'node:worker_threads';

import { discoverRollouts } from '../discover.js';
import type { RolloutFile } from '../discover.js';
import { onePerLog } from '../family/one-per-log.js';
import { openThreadFile } from '../family/thread-file.js';
import { projectNameOf } from '../project-name.js';
import { createSkipList } from '../skipped.js';
import type { Skipped, SkipList } from '../skipped.js';
import { withoutCopies } from '../without-copies.js';
import { scanTokens } from './scan-tokens.js';
import type { ScannedUse } from './scan-tokens.js';
import { addTokens, noTokens } from './token-use.js';
import type { TokenCounts, TokenPurpose } from './token-use.js';

/** Uses of tokens that share a day and all dimensions, added up. */
export interface TokenTotalsRow {
  /** ISO date in the wanted time zone. */
  readonly day: string;
  readonly model: string | null;
  readonly serviceTier: string | null;
  readonly client: string;
  readonly project: string | null;
  readonly threadSource: string | null;
  readonly purpose: TokenPurpose;
  /** Requests to the model. */
  readonly uses: number;
  readonly tokens: TokenCounts;
}

/** What {@link tokenTotals} found. */
export interface TokenTotals {
  readonly rows: readonly TokenTotalsRow[];
  readonly files: number;
  readonly bytesRead: number;
  /** Tokens that files repeat from other files; they are not in `rows`. */
  readonly replayed: { readonly uses: number; readonly tokens: TokenCounts };
  readonly skipped: SkipList;
}

/** What {@link tokenTotals} is told. */
export interface TokenTotalsOptions {
  /** Worker threads beside the calling one; 0 reads everything in the calling thread. Default: 1 less than the processors, 3 at most. */
  readonly workers?: number;
  /** IANA time zone in which days are counted. */
  readonly timeZone?: string;
  readonly onProgress?: (done: { readonly files: number; readonly filesTotal: number }) => void;
}

/**
 * Token totals straight from session logs, without a store: the first answer on a machine that has never run a collector.
 * Files are independent of one another (what a file repeats from another is told from the file alone), so they are
 * shared out among worker threads.
 */
export async function tokenTotals(paths: readonly string[], options: TokenTotalsOptions = {}): Promise<TokenTotals> {
  const skipped = createSkipList();
  const onCopy = (path: string) => skipped.add({ reason: 'copy-of-session', path });
  const found = discoverRollouts(paths, (reason, path) => skipped.add({ reason, path }));
  const files = withoutRenamed(withoutCopies(found, onCopy), onCopy);
  const timeZone = options.timeZone ?? 'UTC';
  const bySize = [...files].sort((a, b) => b.sizeBytes - a.sizeBytes).map((file) => file.path);
  const wanted = Math.min(options.workers ?? 1, Math.floor(bySize.length / filesPerWorkerMin));
  const parts = await Promise.all(shareOut(bySize, timeZone, wanted, options.onProgress));
  const sum = createTokenSum(timeZone);
  for (const part of parts) sum.add(part);
  for (const part of parts) for (const entry of part.skipped) skipped.add(entry);
  return { ...sum.result(), files: files.length, skipped };
}

/** Leaves out copies under names that do not say of which log: they are few, and their first line says it. */
function withoutRenamed(files: readonly RolloutFile[], onCopy: (path: string) => void): readonly RolloutFile[] {
  const unnamed = files.filter((file) => file.logIdInName === null);
  if (unnamed.length === 0) return files;
  const named = new Set(files.map((file) => file.logIdInName));
  const copies = new Set<string>();
  const renamed = unnamed.flatMap((file) => openThreadFile(file.path, () => {}) ?? []);
  const single = onePerLog(renamed, (copy) => copies.add(copy.path));
  for (const { path, logId } of single) if (named.has(logId)) copies.add(path);
  for (const path of copies) onCopy(path);
  return files.filter((file) => !copies.has(file.path));
}

/** Below this a thread costs more than it saves. */
const filesPerWorkerMin = 50;

/** The files are taken one by one from a shared counter by the calling thread and each worker: none waits for another. */
function shareOut(
  paths: readonly string[],
  timeZone: string,
  workers: number,
  onProgress: TokenTotalsOptions['onProgress'],
): readonly Promise<TokenPart>[] {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const job: TokenJob = { paths, timeZone, next };
  const source = new URL(import.meta.url);
  const isBuilt = source.pathname.endsWith('.js');
  const threads = isBuilt ? Array.from({ length: workers }, () => runWorker(job)) : [];
  return [...threads, runTokenJob(job, onProgress)];
}

function runWorker(job: TokenJob): Promise<TokenPart> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./token-worker.js', import.meta.url), { workerData: job });
    worker.once('message', (part: TokenPart) => resolve(part));
    worker.once('error', reject);
  });
}

/** What a thread gets. */
export interface TokenJob {
  readonly paths: readonly string[];
  readonly timeZone: string;
  /** Number of the next file that nobody has taken, shared between threads. */
  readonly next: Int32Array<SharedArrayBuffer>;
}

/** What a thread gives back: plain data. */
export interface TokenPart {
  readonly rows: readonly TokenTotalsRow[];
  readonly bytesRead: number;
  readonly replayed: { readonly uses: number; readonly tokens: TokenCounts };
  readonly skipped: readonly Skipped[];
}

/** Reads files until none is left. Gives way now and then, so that a progress line can be drawn. */
export async function runTokenJob(job: TokenJob, onProgress?: TokenTotalsOptions['onProgress']): Promise<TokenPart> {
  const sum = createTokenSum(job.timeZone);
  const skipped: Skipped[] = [];
  for (;;) {
    const index = Atomics.add(job.next, 0, 1);
    const path = job.paths[index];
    if (path === undefined) break;
    sum.read(path, skipped);
    if (index % 64 === 0 && onProgress !== undefined) {
      onProgress({ files: index, filesTotal: job.paths.length });
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return { ...sum.result(), skipped };
}

interface TokenSum {
  read(path: string, skipped: Skipped[]): void;
  add(part: TokenPart): void;
  result(): Omit<TokenPart, 'skipped'>;
}

/** A row that is being added up. */
interface OpenRow extends TokenTotalsRow {
  uses: number;
  readonly tokens: { -readonly [K in keyof TokenCounts]: TokenCounts[K] };
}

function createTokenSum(timeZone: string): TokenSum {
  const rows = new Map<string, OpenRow>();
  const dayOf = createDayOf(timeZone);
  let bytesRead = 0;
  let replayedUses = 0;
  let replayedTokens = noTokens;

  /** The row with the dimensions of this one; made when there is none. */
  const rowLike = (row: Omit<TokenTotalsRow, 'uses' | 'tokens'>): OpenRow => {
    const key = [row.day, row.model, row.serviceTier, row.client, row.project, row.threadSource, row.purpose].join(
      '\n',
    );
    let open = rows.get(key);
    if (open === undefined) rows.set(key, (open = { ...row, uses: 0, tokens: { ...noTokens } }));
    return open;
  };

  return {
    read(path, skipped) {
      let client = '';
      let project: string | null = null;
      let threadSource: string | null = null;
      let last: OpenRow | null = null;
      const onUse = ({ atMs, model, serviceTier, purpose, tokens }: ScannedUse) => {
        const day = dayOf(atMs);
        // almost always the row of the use before
        const isSame =
          last !== null &&
          last.day === day &&
          last.model === model &&
          last.serviceTier === serviceTier &&
          last.purpose === purpose;
        if (!isSame || last === null) {
          last = rowLike({ day, model, serviceTier, client, project, threadSource, purpose });
        }
        addTo(last, 1, tokens);
      };
      const result = scanTokens(path, {
        session(meta) {
          client = meta.originator;
          project = projectNameOf(meta);
          ({ threadSource } = meta);
          last = null;
        },
        use: onUse,
        replayed: (tokens) => {
          replayedUses++;
          replayedTokens = addTokens(replayedTokens, tokens);
        },
        skipped: (reason, byteOffset) => skipped.push({ reason, path, byteOffset }),
      });
      bytesRead += result.bytesRead;
    },
    add(part) {
      for (const row of part.rows) addTo(rowLike(row), row.uses, row.tokens);
      bytesRead += part.bytesRead;
      replayedUses += part.replayed.uses;
      replayedTokens = addTokens(replayedTokens, part.replayed.tokens);
    },
    result: () => ({
      rows: [...rows.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0)),
      bytesRead,
      replayed: { uses: replayedUses, tokens: replayedTokens },
    }),
  };
}

function addTo(row: OpenRow, uses: number, tokens: TokenCounts): void {
  const sum = row.tokens;
  row.uses += uses;
  sum.inputTokens += tokens.inputTokens;
  sum.cachedInputTokens += tokens.cachedInputTokens;
  sum.cacheWriteInputTokens += tokens.cacheWriteInputTokens;
  sum.outputTokens += tokens.outputTokens;
  sum.reasoningOutputTokens += tokens.reasoningOutputTokens;
}

/** Days are the same for a whole hour in every zone of today, save those with offsets of quarters: hence quarter hours. */
function createDayOf(timeZone: string): (atMs: number) => string {
  if (timeZone === 'UTC') return (atMs) => isoDay(atMs);
  const format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  const known = new Map<number, string>();
  return (atMs) => {
    const quarter = Math.floor(atMs / 900_000);
    let day = known.get(quarter);
    if (day === undefined) {
      day = Number.isNaN(atMs) ? isoDay(0) : format.format(atMs);
      known.set(quarter, day);
    }
    return day;
  };
}

const dayCache = new Map<number, string>();

function isoDay(atMs: number): string {
  const number = Math.floor((Number.isNaN(atMs) ? 0 : atMs) / 86_400_000);
  let day = dayCache.get(number);
  if (day === undefined) {
    day = new Date(number * 86_400_000).toISOString().slice(0, 10);
    dayCache.set(number, day);
  }
  return day;
}
