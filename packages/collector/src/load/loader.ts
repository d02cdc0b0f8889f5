import { limits } from '../limits.js';
import type { Logger } from '../logger.js';
import { isBefore, type LogPosition } from '../log/format.js';
import { createLogReader, type LogChunk } from '../log/log-reader.js';
import { openRollups } from '../rollups/keep-rollups.js';
import type { Store } from '../store/store.js';
import { createBeside } from './beside.js';
import { createByteList } from './byte-list.js';
import { openKnownDeliveries } from './known-deliveries.js';
import { prepareBatch, type PreparedBatch } from './prepare-batch.js';
import { createThreadStates } from './thread-states.js';
import { changesStoredRows, createBatchWriter } from './write-batch.js';

export interface LoaderOptions {
  readonly store: Store;
  readonly logDirectory: string;
  /** Tells the logs of several collectors apart in one store. */
  readonly logId: string;
  readonly logger: Logger;
  readonly clock?: () => number;
  readonly batchBytes?: number;
  readonly idleBatchIntervalMs?: number;
  /** Called after a batch can be queried. */
  readonly onLoaded?: (progress: LoadProgress) => void;
}

/** How far the store is, and what happened on the way since the process started. */
export interface LoadProgress {
  readonly position: LogPosition;
  readonly events: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly setAside: number;
  readonly unreadable: number;
  readonly batches: number;
}

/** Copies the log into the store, batch by batch, for ever. */
export interface Loader {
  /** The log is synced up to here. */
  advance(durable: LogPosition): void;
  /** Settles when everything that was durable at the call can be queried. */
  caughtUp(): Promise<void>;
  progress(): LoadProgress;
  /** Everything before this is in the store. */
  reached(): LogPosition;
  /** Whether there is nothing to load, or so little that it pauses between batches. */
  isIdle(): boolean;
  /** Days whose sums the roll-ups still lack. */
  unsummedDays(): number;
  /** Drops what is remembered of threads, and looks after the roll-ups: rows were removed from the store. */
  storeChanged(): Promise<void>;
  /** Ends after the batch that is being written. */
  stop(): Promise<void>;
  /** Settles when the loader ended; rejects with what went wrong. */
  readonly done: Promise<void>;
}

const threadsInMemoryMax = 50_000;

/**
 * Starts loading. A batch is a run of whole frames; its token is the log, the segment and the two offsets. While one
 * batch is being inserted the next is prepared, and the sums that are due are made. Any failure ends the loader: it begins again from what the store holds.
 */
export async function startLoader(options: LoaderOptions): Promise<Loader> {
  const { store, logDirectory, logId, logger, clock = Date.now, batchBytes = limits.batchBytesMax } = options;
  const reader = createLogReader(logDirectory, batchBytes);
  const states = createThreadStates(store, threadsInMemoryMax);
  const deliveries = await openKnownDeliveries(store);
  const rollups = await openRollups(store, clock);
  const writer = createBatchWriter(store, logId);
  const summing = createBeside();
  const openRows = createByteList(batchBytes);
  let readUpTo = await loadedUpTo(store, logId);
  let progress: LoadProgress = {
    position: readUpTo,
    events: 0,
    stored: 0,
    duplicates: 0,
    setAside: 0,
    unreadable: 0,
    batches: 0,
  };
  let durable: LogPosition = readUpTo;
  // Before everything, until the roll-ups are looked after: who waits for what is loaded waits for its sums, too.
  let reached: LogPosition = { segment: -1, offset: 0 };
  let stopping = false;
  let idle = false;
  let wake: () => void = () => undefined;
  const changes: (() => void)[] = [];
  const waiters: { readonly position: LogPosition; resolve(): void; reject(error: unknown): void }[] = [];

  async function prepareNext(): Promise<{ readonly chunk: LogChunk; readonly batch: PreparedBatch } | null> {
    const target = durable;
    const chunk = await reader.next(readUpTo, target);
    if (chunk === null) {
      // Nothing readable lies between: the segments there are empty or gone.
      if (isBefore(readUpTo, target)) readUpTo = target;
      return null;
    }
    readUpTo = chunk.to;
    if (chunk.corruptFrames > 0) {
      logger.error({ segment: chunk.from.segment, frames: chunk.corruptFrames }, 'damaged frames of the log skipped');
    }
    return { chunk, batch: await prepareBatch(chunk.frames, states, deliveries, openRows, clock()) };
  }

  async function run(): Promise<void> {
    // Not before the loader is there: summing ten million events anew takes minutes, and the store can be asked meanwhile.
    const repaired = await rollups.repair(() => options.onLoaded?.(progress));
    if (repaired > 0) logger.info({ days: repaired }, 'roll-ups made anew');
    let next = await prepareNext();
    while (!stopping) {
      if (next === null && changes.length > 0) {
        // Only here, where nothing is prepared: a batch must be decided by one state of the store.
        const settled = changes.splice(0);
        states.clear();
        await writer.noted();
        await summing.settled();
        await rollups.repair(() => options.onLoaded?.(progress));
        for (const resolve of settled) resolve();
        next = await prepareNext();
        continue;
      }
      if (next === null) {
        await summing.settled();
        await reach(readUpTo);
        idle = true;
        await new Promise<void>((resolve) => {
          wake = resolve;
          if (stopping || changes.length > 0 || isBefore(readUpTo, durable)) resolve();
        });
        idle = false;
        if (!stopping) next = await prepareNext();
        continue;
      }
      const { chunk, batch } = next;
      // Sums never lie between new rows and the change of old ones: what a crash leaves is told by the checksum of the new ones.
      if (changesStoredRows(batch)) await summing.settled();
      const [, following] = await Promise.all([
        writer.write(chunk, batch, clock()),
        changes.length > 0 ? null : prepareNext(),
      ]);
      next = following;
      progress = add(progress, chunk.to, batch);
      rollups.touch(batch.buckets);
      // Under load the sums follow after a while, unless somebody waits for them.
      const isAwaited = waiters.some(({ position }) => !isBefore(chunk.to, position));
      if (!summing.isBusy() && (isAwaited || !rollups.isBehind() || rollups.isDue(clock()))) {
        await summing.settled();
        summing.begin(() => reach(chunk.to));
      }
      // Where nothing follows there is time for the sums: who hears of new events finds them in every answer.
      if (next === null) await summing.settled();
      options.onLoaded?.(progress);
      states.shrink(next?.batch.touched ?? new Set());
      if (next === null && changes.length === 0) {
        if (batch.events < limits.batchRowsBusy) await pause();
        next = await prepareNext();
      }
    }
    await writer.noted();
    await summing.settled();
  }

  /** Brings the sums up to date with what is loaded: then everything up to there can be asked. */
  async function reach(position: LogPosition): Promise<void> {
    await writer.noted();
    if (rollups.isBehind()) {
      await rollups.refresh();
      options.onLoaded?.(progress);
    }
    reached = position;
    settle();
  }

  /** A pause between small batches, which `stop` ends. */
  async function pause(): Promise<void> {
    idle = true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, options.idleBatchIntervalMs ?? limits.idleBatchIntervalMs);
      wake = () => {
        if (!stopping && changes.length === 0) return;
        clearTimeout(timer);
        resolve();
      };
    });
    idle = false;
  }

  function settle(): void {
    for (let at = waiters.length - 1; at >= 0; at--) {
      if (!isBefore(reached, waiters[at]!.position)) waiters.splice(at, 1)[0]!.resolve();
    }
  }

  const ended = run().catch((error: unknown) => {
    for (const { reject } of waiters.splice(0)) reject(error);
    throw error;
  });
  const done = ended.finally(async () => {
    for (const resolve of changes) resolve();
    await reader.close();
  });
  // The owner looks at `done`; until then a failure must not count as unhandled.
  done.catch(() => undefined);
  return {
    advance(position) {
      durable = position;
      wake();
    },
    caughtUp() {
      const position = durable;
      if (!isBefore(reached, position)) return Promise.resolve();
      return new Promise((resolve, reject) => void waiters.push({ position, resolve, reject }));
    },
    progress: () => progress,
    reached: () => reached,
    isIdle: () => idle,
    unsummedDays: () => rollups.unsummedDays(),
    storeChanged() {
      const settled = new Promise<void>((resolve) => void changes.push(resolve));
      wake();
      return settled;
    },
    async stop() {
      stopping = true;
      wake();
      await done.catch(() => undefined);
    },
    done,
  };
}

/** Where the store is in this log. */
async function loadedUpTo(store: Pick<Store, 'read'>, logId: string): Promise<LogPosition> {
  const [row] = await store.read(
    `SELECT segment, to_offset AS offset FROM loads WHERE log_id = {log:String} ORDER BY segment DESC, to_offset DESC LIMIT 1`,
    { log: logId },
  );
  return { segment: Number(row?.['segment'] ?? 0), offset: Number(row?.['offset'] ?? 0) };
}

function add(progress: LoadProgress, position: LogPosition, batch: PreparedBatch): LoadProgress {
  return {
    position,
    events: progress.events + batch.events,
    stored: progress.stored + batch.stored,
    duplicates: progress.duplicates + batch.duplicates,
    setAside: progress.setAside + batch.setAside,
    unreadable: progress.unreadable + batch.unreadable,
    batches: progress.batches + 1,
  };
}
