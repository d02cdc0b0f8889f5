import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Logger } from '../logger.js';
import type { LogPosition } from '../log/format.js';
import { listSegments } from '../log/read-segment.js';
import { gzipSegment } from '../log/rewrite-segment.js';
import type { Store } from '../store/store.js';
import { forget, type ForgetResult } from './forget.js';
import type { ForgetRequest } from './forget-request.js';
import { removeLeftovers } from './remove-leftovers.js';
import { applyRetention, type RetentionPolicy, type RetentionResult } from './retention.js';

/** What a keeper looks after, and how it learns what is loaded. */
export interface KeeperOptions {
  readonly store: Store;
  readonly logDirectory: string;
  readonly logger: Logger;
  readonly retention: RetentionPolicy;
  readonly clock: () => number;
  /** How far the store has loaded the log. */
  readonly loadedUpTo: () => LogPosition;
  /** Whether the loader has nothing to do: compressing waits for that. */
  readonly isIdle: () => boolean;
  /** Told after rows were removed from the store; settles when its sums are right again. */
  readonly onRemoved: () => Promise<void>;
}

/** Looks after closed segments; the only one that touches them. One thing at a time. */
export interface Keeper {
  /** Compresses what is closed and loaded, and applies the retention. Cheap when there is nothing to do. */
  tidy(): Promise<void>;
  retain(): Promise<RetentionResult>;
  forget(request: ForgetRequest): Promise<ForgetResult>;
}

/** What is old gets older slowly: looking every hour is enough. */
const retentionIntervalMs = 3_600_000;

/** Does nothing by itself: somebody calls `tidy` now and then. */
export function createKeeper(options: KeeperOptions): Keeper {
  const { store, logDirectory, logger } = options;
  let lastRetentionMs: number | null = null;
  let last: Promise<unknown> = Promise.resolve();
  const serially = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };

  async function compress(): Promise<void> {
    for (const { segment, gzip } of await listSegments(logDirectory)) {
      if (gzip || segment >= options.loadedUpTo().segment) continue;
      if (!options.isIdle()) return;
      await gzipSegment(logDirectory, segment);
      await nextTurn();
    }
  }

  async function retain(): Promise<RetentionResult> {
    const result = await applyRetention(options.retention, {
      store,
      logDirectory,
      beforeSegment: options.loadedUpTo().segment,
      nowMs: options.clock(),
    });
    if (result.rows > 0) await options.onRemoved();
    if (result.segments > 0) await clearAway();
    return result;
  }

  /** Parts of the store are written anew for this: not every hour, but when the log has become smaller, too. */
  async function clearAway(): Promise<void> {
    await removeLeftovers(store);
    // What was learned of a thread meanwhile is gone, too.
    await options.onRemoved();
  }

  return {
    tidy: () =>
      serially(async () => {
        await compress();
        const { ageMsMax, logBytesMax } = options.retention;
        if (ageMsMax === undefined && logBytesMax === undefined) return;
        const nowMs = options.clock();
        // A clock may also be set back.
        if (lastRetentionMs !== null && Math.abs(nowMs - lastRetentionMs) < retentionIntervalMs) return;
        lastRetentionMs = nowMs;
        const dropped = await retain();
        if (dropped.segments > 0 || dropped.rows > 0) logger.info({ ...dropped }, 'log segments dropped by retention');
      }),
    retain: () => serially(retain),
    forget: (request) =>
      serially(async () => {
        const { onRemoved } = options;
        const beforeSegment = options.loadedUpTo().segment;
        const result = await forget(request, { store, logDirectory, beforeSegment, onRemoved });
        // What was learned of a thread while its leftovers were removed is gone, too.
        await onRemoved();
        logger.info({ ...result }, 'forgotten');
        return result;
      }),
  };
}
