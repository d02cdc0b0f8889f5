import { removeDiscarded } from './data-directory.js';
import { CollectorError } from './errors.js';
import type { ForgetResult } from './keep/forget.js';
import type { ForgetRequest } from './keep/forget-request.js';
import type { RetentionPolicy } from './keep/retention.js';
import { limits } from './limits.js';
import type { LoadProgress } from './load/loader.js';
import { openEventLog, type EventLog, type EventLogOptions } from './log/event-log.js';
import type { Logger } from './logger.js';
import { startStoreProcess, type StoreProcess } from './store/store-process.js';
import { every, type Ticker } from './store/store-watch.js';
import { createStoreLag, type StoreLag } from './store-lag.js';

/** A log and the store that is loaded from it. */
export interface Pipeline {
  readonly log: EventLog;
  readonly store: StoreProcess;
  /** Whether what the log held at the start can be queried. */
  isLoaded(): boolean;
  /** How far the store is behind the log. */
  readonly lag: Pick<StoreLag, 'behindMs'>;
  /** Settles when what was durable at the call can be queried. */
  caughtUp(): Promise<void>;
  /** Forgets from store and log; what is being written is closed first, so that it can be rewritten too. */
  forget(request: ForgetRequest): Promise<ForgetResult>;
  close(): Promise<void>;
}

/** Where log and store are, and how long events are kept. */
export interface PipelineOptions extends Omit<EventLogOptions, 'directory'> {
  readonly logDirectory: string;
  readonly storeDirectory: string;
  readonly logId: string;
  readonly logger: Logger;
  readonly querySessions?: number;
  readonly retention?: RetentionPolicy;
  readonly tidyIntervalMs?: number;
  readonly onLoaded?: (progress: LoadProgress) => void;
  /** When the store's process is asked whether it is alive. */
  readonly storeTicker?: Ticker;
}

/** Opens a log and keeps its store running. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const {
    logDirectory,
    storeDirectory,
    logId,
    logger,
    onLoaded,
    querySessions,
    retention,
    tidyIntervalMs,
    storeTicker = every(limits.storeAliveIntervalMs),
    ...logOptions
  } = options;
  const log = await openEventLog({ ...logOptions, directory: logDirectory, logger }).catch((cause: unknown) => {
    if (cause instanceof CollectorError) throw cause;
    throw new CollectorError('log_write_failed', { cause });
  });
  await removeDiscarded(storeDirectory);
  const store = startStoreProcess({
    config: {
      storeDirectory,
      logDirectory,
      logId,
      idleBatchIntervalMs: limits.idleBatchIntervalMs,
      batchBytes: limits.batchBytesMax,
      querySessions: querySessions ?? limits.querySessions,
      retention: retention ?? {},
      tidyIntervalMs: tidyIntervalMs ?? limits.tidyIntervalMs,
    },
    durable: () => log.durable(),
    logger,
    ...(onLoaded === undefined ? {} : { onLoaded }),
    ticker: storeTicker,
  });
  const lag = createStoreLag({
    logged: () => log.durable(),
    loaded: () => store.progress()?.position ?? null,
    tickIntervalMs: limits.storeAliveIntervalMs,
    logger,
  });
  const stopTicks = storeTicker(() => lag.tick());
  log.onDurable((position) => store.advance(position));
  let loaded = false;
  const caughtUp = async (): Promise<void> => {
    await store.ready;
    await store.ask({ kind: 'caught_up' });
  };
  const load = (): void => {
    caughtUp().then(
      () => {
        loaded = true;
      },
      // The process of the store ended on the way: its next life goes on where this one was.
      (error: unknown) => {
        if (error instanceof CollectorError && error.code === 'store_down' && !closing) setTimeout(load, 200).unref();
      },
    );
  };
  let closing = false;
  load();
  return {
    log,
    store,
    isLoaded: () => loaded && store.isReady(),
    lag,
    caughtUp,
    async forget(request) {
      await log.rotate();
      return store.ask({ kind: 'forget', request });
    },
    async close() {
      closing = true;
      stopTicks();
      await log.close();
      await store.close();
    },
  };
}
