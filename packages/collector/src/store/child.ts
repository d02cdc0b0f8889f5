/**
 * The store's process: the embedded engine, the loader, and queries. A fault of the engine ends this process and no
 * other. It lives as long as the collector that started it: when the channel to it closes, it ends at once, whatever
 * the engine is doing, so that it never holds the directory against the next one.
 */
import { CollectorError, traceOf } from '../errors.js';
import { createKeeper, type Keeper } from '../keep/keeper.js';
import { limits } from '../limits.js';
import { startLoader, type Loader } from '../load/loader.js';
import type { Logger } from '../logger.js';
import { openChdbStore } from './chdb-store.js';
import { loadEngine } from './engine.js';
import { fromEngineError, withoutQuotes } from './engine-errors.js';
import { lowerPriority } from './lower-priority.js';
import { createOverdue } from './overdue.js';
import type { FromStore, StoreProcessConfig, StoreRequest, StoreStatus, ToStore } from './process-messages.js';
import type { Store } from './store.js';

const niceness = 10;

// Taking events goes before loading and asking. Threads of the engine inherit this, so it comes before the engine.
lowerPriority(niceness);
// Not process.exit: that runs destructors of the engine, which may wait for the query that is running.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Ctrl-C reaches the whole group; the collector decides when the store closes.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);

const closeMsMax = 500;

interface Opened {
  readonly store: Store;
  readonly loader: Loader;
  readonly keeper: Keeper;
  readonly tidyTimer: NodeJS.Timeout;
  readonly engineVersion: string;
}

let opened: Opened | null = null;

const overdue = createOverdue();
const engineQuestionsMax = Math.ceil(limits.storeSilenceMsMax / limits.storeAliveIntervalMs);
/** Asks the engine whether it is alive; none while it is not open, or is being asked. */
let ping: (() => Promise<void>) | null = null;

process.on('message', (message: ToStore) => {
  void handle(message);
});

async function handle(message: ToStore): Promise<void> {
  switch (message.kind) {
    case 'open':
      await open(message.config).catch(fail);
      return;
    case 'durable':
      opened?.loader.advance(message.position);
      return;
    case 'alive':
      send({ kind: 'alive', overdue: overdue.question() });
      await askEngine();
      return;
    case 'request':
      await answer(message.id, message.request);
      return;
    case 'close':
      await close();
  }
}

async function askEngine(): Promise<void> {
  const asked = ping;
  if (asked === null) return;
  ping = null;
  // An error is an answer, too.
  await overdue.watch('engine', engineQuestionsMax, asked).catch(() => undefined);
  ping = asked;
}

/** Ends in good order, but does not wait for a query that runs: its asker is gone. */
async function close(): Promise<void> {
  // Half open: the engine cannot be interrupted, and the next start finds what a crash would have left.
  if (opened === null) process.kill(process.pid, 'SIGKILL');
  const end = setTimeout(() => process.kill(process.pid, 'SIGKILL'), closeMsMax);
  clearInterval(opened?.tidyTimer);
  await opened?.loader.stop();
  await opened?.store.close();
  clearTimeout(end);
  process.removeAllListeners('disconnect');
  process.disconnect();
}

async function open(config: StoreProcessConfig): Promise<void> {
  const engine = loadEngine();
  const store = await overdue.watch('engine', engineQuestionsMax, () =>
    openChdbStore({ directory: config.storeDirectory, engine, querySessions: config.querySessions, overdue }),
  );
  ping = () => store.ping();
  const migrated = await store.migrate();
  if (migrated.ran.length > 0)
    logger.info({ from: migrated.from, to: migrated.to, steps: migrated.ran.length }, 'store migrated');
  // Before anything is loaded: what comes after this is counted by the loader.
  const [row] = await store.read(`SELECT count() AS events FROM events`);
  const loader = await startLoader({
    store,
    logDirectory: config.logDirectory,
    logId: config.logId,
    logger,
    batchBytes: config.batchBytes,
    idleBatchIntervalMs: config.idleBatchIntervalMs,
    onLoaded: (progress) => send({ kind: 'loaded', progress }),
  });
  const keeper = createKeeper({
    store,
    logDirectory: config.logDirectory,
    logger,
    retention: config.retention,
    clock: Date.now,
    loadedUpTo: () => loader.reached(),
    isIdle: () => loader.isIdle(),
    onRemoved: () => loader.storeChanged(),
  });
  const tidyTimer = setInterval(() => {
    keeper.tidy().catch((error: unknown) => {
      const known = fromEngineError(error);
      logger.warn({ code: known.code, detail: withoutQuotes(known.message) }, 'tidying the log failed');
    });
  }, config.tidyIntervalMs);
  opened = { store, loader, keeper, tidyTimer, engineVersion: engine.version };
  loader.advance(config.durable);
  loader.done.catch(fail);
  send({ kind: 'ready', progress: loader.progress(), events: Number(row?.['events'] ?? 0) });
}

async function answer(id: number, request: StoreRequest): Promise<void> {
  try {
    send({ kind: 'answer', id, value: await perform(request) });
  } catch (error) {
    const known = fromEngineError(error);
    send({ kind: 'refusal', id, code: known.code, detail: detailOf(known) });
  }
}

async function perform(request: StoreRequest): Promise<unknown> {
  if (opened === null) throw new CollectorError('store_down');
  const { store, loader, keeper, engineVersion } = opened;
  switch (request.kind) {
    case 'query': {
      // As it was before: a day that is summed meanwhile may have come too late for this answer.
      const unsummedDays = loader.unsummedDays();
      return { ...(await store.query(request.sql, request.params, request.limits)), unsummedDays };
    }
    case 'caught_up':
      await loader.caughtUp();
      return null;
    case 'forget': {
      await loader.caughtUp();
      return keeper.forget(request.request);
    }
    case 'status':
      return status(store, loader, engineVersion);
  }
}

async function status(store: Store, loader: Loader, engine: string): Promise<StoreStatus> {
  const [events] = await store.read(`SELECT count() AS events, countIf(counted = 1) AS counted FROM events`);
  const [parts] = await store.read(
    `SELECT sum(bytes_on_disk) AS bytes, count() AS parts FROM system.parts WHERE active AND database = currentDatabase()`,
  );
  return {
    engine,
    events: Number(events?.['events'] ?? 0),
    counted: Number(events?.['counted'] ?? 0),
    bytes: Number(parts?.['bytes'] ?? 0),
    parts: Number(parts?.['parts'] ?? 0),
    progress: loader.progress(),
    reached: loader.reached(),
  };
}

/** Whatever ended the loader or the opening: the collector hears it and starts this process anew. */
function fail(error: unknown): void {
  const known = fromEngineError(error);
  logger.error({ code: known.code, detail: withoutQuotes(known.message), trace: traceOf(error) }, 'store failed');
  send({ kind: 'failed', code: known.code, detail: detailOf(known) }, () => process.kill(process.pid, 'SIGKILL'));
}

function detailOf(error: CollectorError): string | null {
  const { message } = error;
  return message.length > 0 ? message.slice(0, 600) : null;
}

function send(message: FromStore, sent?: () => void): void {
  // With a callback a broken channel is no thrown error: `disconnect` follows it.
  if (process.connected) process.send?.(message, undefined, {}, () => sent?.());
}

const logger: Logger = {
  debug: (fields, message) => send({ kind: 'log', level: 'debug', fields, message }),
  info: (fields, message) => send({ kind: 'log', level: 'info', fields, message }),
  warn: (fields, message) => send({ kind: 'log', level: 'warn', fields, message }),
  error: (fields, message) => send({ kind: 'log', level: 'error', fields, message }),
};
