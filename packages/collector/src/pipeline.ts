import { CollectorError } from './errors.js';
import { limits } from './limits.js';
import type { LoadProgress } from './load/loader.js';
import { openEventLog, type EventLog, type EventLogOptions } from './log/event-log.js';
import type { Logger } from './logger.js';
import { startStoreProcess, type StoreProcess } from './store/store-process.js';

/** A log and the store that is loaded from it. */
export interface Pipeline {
  readonly log: EventLog;
  readonly store: StoreProcess;
  close(): Promise<void>;
}

export interface PipelineOptions extends Omit<EventLogOptions, 'directory'> {
  readonly logDirectory: string;
  readonly storeDirectory: string;
  readonly logId: string;
  readonly logger: Logger;
  readonly querySessions?: number;
  readonly onLoaded?: (progress: LoadProgress) => void;
}

/** Opens a log and keeps its store running. */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { logDirectory, storeDirectory, logId, logger, onLoaded, querySessions, ...logOptions } = options;
  const log = await openEventLog({ ...logOptions, directory: logDirectory, logger }).catch((cause: unknown) => {
    if (cause instanceof CollectorError) throw cause;
    throw new CollectorError('log_write_failed', { cause });
  });
  const store = startStoreProcess({
    config: {
      storeDirectory,
      logDirectory,
      logId,
      idleBatchIntervalMs: limits.idleBatchIntervalMs,
      batchBytes: limits.batchBytesMax,
      querySessions: querySessions ?? limits.querySessions,
    },
    durable: () => log.durable(),
    logger,
    ...(onLoaded === undefined ? {} : { onLoaded }),
  });
  log.onDurable((position) => store.advance(position));
  return {
    log,
    store,
    async close() {
      await log.close();
      await store.close();
    },
  };
}
