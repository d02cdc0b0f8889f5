import { answerQuery, answerSql, type Answer } from './answers.js';
import { discard, prepareDataDirectory, readOrCreateId } from './data-directory.js';
import { lockDataDirectory } from './data-lock.js';
import type { ForgetResult } from './keep/forget.js';
import type { ForgetRequest } from './keep/forget-request.js';
import type { LoadProgress } from './load/loader.js';
import { silentLogger, type Logger } from './logger.js';
import { openPipeline, type Pipeline } from './pipeline.js';
import { queryDefinitions } from './queries/index.js';
import type { RawParams } from './queries/run-query.js';
import type { StoreStatus } from './store/process-messages.js';

/** What {@link openStore} is told. */
export interface OpenStoreOptions {
  readonly logger?: Logger;
  readonly clock?: () => number;
  /** Called after each batch that was loaded. */
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** The store of a data directory that no collector holds, loaded up to the end of its log. */
export interface OpenStore {
  query(name: string, params?: RawParams): Promise<Answer>;
  sql(statement: string): Promise<Answer>;
  forget(request: ForgetRequest): Promise<ForgetResult>;
  status(): Promise<StoreStatus>;
  close(): Promise<void>;
}

/** Opens a data directory for asking, without a collector. Refused while a collector holds it (`data_in_use`). */
export async function openStore(dataDir: string, options: OpenStoreOptions = {}): Promise<OpenStore> {
  return holding(dataDir, (root) => openLoaded(root, options));
}

/** Throws the store away and loads it anew from the log, which is the truth. Gives what was loaded. */
export async function rebuildStore(dataDir: string, options: OpenStoreOptions = {}): Promise<StoreStatus> {
  const store = await holding(dataDir, async (root) => {
    await discard(root.store);
    return openLoaded(root, options);
  });
  try {
    return await store.status();
  } finally {
    await store.close();
  }
}

type Root = Awaited<ReturnType<typeof prepareDataDirectory>>;

/** Opens something on a data directory that this process then holds until it is closed. */
async function holding(dataDir: string, open: (root: Root) => Promise<OpenStore>): Promise<OpenStore> {
  const root = await prepareDataDirectory(dataDir);
  const release = await lockDataDirectory(root.root);
  try {
    const store = await open(root);
    return {
      ...store,
      async close() {
        await store.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

async function openLoaded(root: Root, options: OpenStoreOptions): Promise<OpenStore> {
  const { logger = silentLogger, clock = Date.now, onProgress } = options;
  const pipeline = await openPipeline({
    logDirectory: root.log,
    storeDirectory: root.store,
    logId: await readOrCreateId(root.logId),
    logger,
    clock,
    ...(onProgress === undefined ? {} : { onLoaded: onProgress }),
  });
  try {
    await pipeline.caughtUp();
  } catch (error) {
    await pipeline.close();
    throw error;
  }
  return asked(pipeline, clock, root.prices);
}

function asked(pipeline: Pipeline, clock: () => number, pricesFile: string): OpenStore {
  return {
    query: (name, params = {}) =>
      answerQuery(pipeline.store, queryDefinitions, name, params, { nowMs: clock(), pricesFile }),
    sql: (statement) => answerSql(pipeline.store, statement),
    forget: (request) => pipeline.forget(request),
    status: () => pipeline.store.ask({ kind: 'status' }),
    close: () => pipeline.close(),
  };
}
