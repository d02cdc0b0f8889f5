import { join } from 'node:path';

import { startLoader, type Loader, type LoaderOptions } from '../load/loader.js';
import { openEventLog, type EventLog } from '../log/event-log.js';
import type { FrameMeta } from '../log/format.js';
import { silentLogger } from '../logger.js';
import { openChdbStore } from '../store/chdb-store.js';
import type { Row, Store } from '../store/store.js';
import { bodyOf, type TestLine } from './lines.js';

/** A log, its store and the loader between them, in this process. */
export interface LoadedStore {
  readonly log: EventLog;
  readonly store: Store;
  readonly loader: Loader;
  /** Appends a body and waits until it can be queried. */
  load(events: readonly TestLine[], meta?: Partial<FrameMeta>): Promise<void>;
  rows(sql: string): Promise<readonly Row[]>;
  close(): Promise<void>;
}

/** Opens log and store in a folder. */
export async function openLoadedStore(folder: string, options: Partial<LoaderOptions> = {}): Promise<LoadedStore> {
  const log = await openEventLog({ directory: join(folder, 'log') });
  const store = await openChdbStore({ directory: join(folder, 'store') });
  await store.migrate();
  const loader = await startLoader({
    store,
    logDirectory: log.directory,
    logId: 'test',
    logger: silentLogger,
    idleBatchIntervalMs: 0,
    ...options,
  });
  log.onDurable((position) => loader.advance(position));
  loader.advance(log.durable());
  await loader.caughtUp();
  return {
    log,
    store,
    loader,
    async load(events, meta = {}) {
      await log.append({ account: 'local', door: 'events', received_at_ms: 1_795_168_700_000, ...meta }, [
        bodyOf(events),
      ]);
      await loader.caughtUp();
    },
    rows: (sql) => store.read(sql),
    async close() {
      await loader.stop();
      await store.close();
      await log.close();
    },
  };
}
