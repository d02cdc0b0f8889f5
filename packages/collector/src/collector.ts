import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

import { createAccessCheck, localAccount } from './access/access.js';
import { isLoopback } from './access/host-check.js';
import { readOrCreateToken } from './access/token.js';
import { answerQuery, answerSql, type Answer } from './answers.js';
import { createApp } from './app.js';
import { prepareDataDirectory, readOrCreateId, type DataDirectory } from './data-directory.js';
import { lockDataDirectory } from './data-lock.js';
import { createEventChecker } from './doors/event-checker.js';
import { openDeadLetters } from './doors/dead-letters.js';
import { createHeardSources } from './doors/heard-sources.js';
import { createBodyBudget } from './doors/read-body.js';
import { createRecentDeliveries } from './doors/recent-deliveries.js';
import { CollectorError, errorCodeOf, systemErrorCode } from './errors.js';
import type { ForgetResult } from './keep/forget.js';
import { parseForgetRequest, type ForgetRequest } from './keep/forget-request.js';
import type { RetentionPolicy } from './keep/retention.js';
import { limits } from './limits.js';
import { createLiveFeed } from './live.js';
import type { LogFs } from './log/log-fs.js';
import { silentLogger, type Logger } from './logger.js';
import { collectorMetrics } from './collector-metrics.js';
import { createDoorCounters, encodeMetrics } from './metrics.js';
import { openPipeline, type Pipeline } from './pipeline.js';
import { queryDefinitions } from './queries/index.js';
import { createSamples } from './samples.js';
import { createSpoolMetrics } from './spool-metrics.js';
import type { StoreStatus } from './store/process-messages.js';
import type { Ticker } from './store/store-watch.js';

/** What {@link startCollector} is told. */
export interface CollectorOptions {
  readonly dataDir: string;
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port?: number;
  /** Folder of the built page; without it only the API is there. */
  readonly pageDir?: string;
  /** Shown while the store holds no event: lines of `POST /v1/events`. */
  readonly samples?: { readonly lines: readonly string[] };
  readonly logger?: Logger;
  readonly clock?: () => number;
  /** Keeps values of unknown events and fields, which are otherwise kept as type and length. */
  readonly keepUnknown?: boolean;
  /** Without it everything is kept for ever. */
  readonly retention?: RetentionPolicy;
  /** The file system of the log; a test hands in one that fails. */
  readonly logFs?: LogFs;
  /** When the store's process is asked whether it is alive; without it every few seconds. */
  readonly storeTicker?: Ticker;
}

/** A running collector. */
export interface Collector {
  readonly url: string;
  /** Signs a browser in. */
  readonly pageLink: string;
  readonly token: string;
  /**
   * Settles, with the reason, when the store can never be opened here (engine missing, written by a newer version). Until
   * it is closed the collector accepts events all the same; asking for them fails.
   */
  readonly storeLost: Promise<CollectorError>;
  /** Settles when everything that was accepted before the call can be queried. */
  caughtUp(): Promise<void>;
  forget(request: ForgetRequest): Promise<ForgetResult>;
  /** Stops listening, answers what is under way, and closes log and store. */
  close(): Promise<void>;
}

/** Starts the collector on a data directory that it then holds alone. */
export async function startCollector(options: CollectorOptions): Promise<Collector> {
  const { host = '127.0.0.1', logger = silentLogger, clock = Date.now } = options;
  if (!isLoopback(host)) throw new CollectorError('keys_needed');
  const data = await prepareDataDirectory(options.dataDir);
  const releaseLock = await lockDataDirectory(data.root);
  const undo: (() => Promise<unknown>)[] = [releaseLock];
  try {
    const collector = await start(options, data, { host, logger, clock }, undo);
    return collector;
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw error;
  }
}

async function start(
  options: CollectorOptions,
  data: DataDirectory,
  { host, logger, clock }: { readonly host: string; readonly logger: Logger; readonly clock: () => number },
  undo: (() => Promise<unknown>)[],
): Promise<Collector> {
  const token = await readOrCreateToken(data.token);
  const logId = await readOrCreateId(data.logId);
  await readOrCreateId(data.machineId);
  const live = createLiveFeed();
  const pipeline = await openPipeline({
    logDirectory: data.log,
    storeDirectory: data.store,
    logId,
    logger,
    clock,
    ...(options.retention === undefined ? {} : { retention: options.retention }),
    ...(options.logFs === undefined ? {} : { fs: options.logFs }),
    ...(options.storeTicker === undefined ? {} : { storeTicker: options.storeTicker }),
    onLoaded: () => {
      if (pipeline.store.events() > 0) samples.end();
      live.tell({ events: pipeline.store.events(), sample: false });
    },
  });
  undo.push(() => pipeline.close());
  const samples = createSamples(options.samples?.lines, data, logger, clock, () =>
    live.tell({ events: 0, sample: true }),
  );
  undo.push(() => samples.close());
  const deadLetters = openDeadLetters(data.deadLetter, logger, clock);
  const heard = createHeardSources(limits.machinesMax);
  const spoolMetrics = createSpoolMetrics(data.spool, clock);
  const counters = createDoorCounters();
  const budget = createBodyBudget(limits.inFlightBytesMax);
  const instance = randomBytes(6).toString('hex');
  let bodies = 0;
  let closing = false;

  /** Samples stand in while there is nothing else. */
  const withSamples = async (ask: (from: Pipeline['store']) => Promise<Answer>): Promise<Answer> => {
    const sample = pipeline.store.isReady() && pipeline.store.events() === 0 ? await samples.store() : null;
    return sample === null ? ask(pipeline.store) : { ...(await ask(sample)), sample: true };
  };
  const server = createApp({
    host,
    access: createAccessCheck(token, 'tacho_session'),
    doors: {
      log: pipeline.log,
      checkEvent: createEventChecker({ keepUnknown: options.keepUnknown ?? false }),
      recent: createRecentDeliveries(limits.recentDeliveriesMax),
      deadLetters,
      heard,
      clock,
      nextBodyId: () => `native.${instance}.${++bodies}`,
    },
    budget,
    live,
    logger,
    pageDir: options.pageDir ?? null,
    queries: queryDefinitions,
    pricesFile: data.prices,
    answerQuery: (name, params) =>
      withSamples((from) =>
        answerQuery(from, queryDefinitions, name, params, { nowMs: clock(), pricesFile: data.prices }),
      ),
    answerSql: (sql) => withSamples((from) => answerSql(from, sql)),
    forget: (body) => pipeline.forget(parseForgetRequest(body)),
    isHealthy: () => !closing,
    notReady: async () => {
      await pipeline.log.recover();
      return notReady(pipeline, closing, samples.isSettled());
    },
    status: async () => ({
      account: localAccount,
      log: { durable: pipeline.log.durable(), trouble: pipeline.log.trouble(), ...pipeline.log.counters() },
      store: {
        ready: pipeline.store.isReady(),
        pid: pipeline.store.pid(),
        restarts: pipeline.store.restarts(),
        hangs: pipeline.store.hangs(),
        trouble: pipeline.store.trouble(),
        behind_ms: pipeline.lag.behindMs(),
        ...(await storeStatus(pipeline)),
      },
      refused: deadLetters.count,
      sources: heard.sources(clock()),
    }),
    metrics: async () =>
      encodeMetrics([
        ...counters.metrics(),
        ...collectorMetrics({ pipeline, budget, live, deadLetters, sources: heard.sources(clock()) }),
        ...(await spoolMetrics.read()),
      ]),
    onDoor: (door, status, events, durationMs) => counters.count(door, status, events, durationMs),
  });
  const port = await listen(server, options.port ?? 4620, host);
  // Out of file handles, say: whoever asks next may have better luck.
  server.on('error', (error) => logger.warn({ code: errorCodeOf(error) }, 'a connection could not be accepted'));
  undo.push(() => closeServer(server));
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  const startedAt = new Date(clock()).toISOString();
  const note = { pid: process.pid, port, host, url, started_at: startedAt };
  await writeFile(data.collector, `${JSON.stringify(note)}\n`, { mode: 0o600 });
  logger.info({ port, pid: process.pid }, 'collector listens');
  // What can never work is said at the start, not at the first question.
  pipeline.store.ready.then(
    () => samples.begin(() => pipeline.store.events() === 0),
    (error: unknown) =>
      logger.error({ code: errorCodeOf(error) }, 'the store cannot be opened; events are still accepted'),
  );

  return {
    url,
    pageLink: `${url}/?token=${token}`,
    token,
    storeLost: new Promise((resolve) => {
      pipeline.store.ready.catch((cause: unknown) => {
        resolve(cause instanceof CollectorError ? cause : new CollectorError('internal', { cause }));
      });
    }),
    caughtUp: () => pipeline.caughtUp(),
    forget: (request) => pipeline.forget(request),
    async close() {
      if (closing) return;
      closing = true;
      live.close();
      pipeline.store.refuseQuestions();
      await closeServer(server);
      await deadLetters.close();
      await Promise.all([pipeline.close(), samples.close()]);
      await rm(data.collector, { force: true });
      await undo[0]!();
      logger.info({}, 'collector closed');
    },
  };
}

/** Why not all there is can be asked, or nothing be accepted; null when all is well. */
function notReady({ log, store, isLoaded }: Pipeline, closing: boolean, samplesSettled: boolean): string | null {
  if (closing) return 'the collector stops';
  if (log.trouble() !== null) return log.trouble() === 'disk_full' ? 'the disk is full' : 'the log cannot be written';
  switch (store.trouble()) {
    case 'disk_full':
      return 'the store cannot be written, the disk is full';
    case 'silent':
      return 'the store does not answer';
    default:
      return isLoaded() && samplesSettled ? null : 'the store is loading';
  }
}

/** A store that hangs, or answers a long query first, must not keep the collector from saying how it is. */
async function storeStatus(pipeline: Pipeline): Promise<Partial<StoreStatus>> {
  if (!pipeline.store.isReady()) return {};
  const waiting = new AbortController();
  const late = pause(limits.storeStatusMsMax, {}, { signal: waiting.signal, ref: false }).catch(() => ({}));
  try {
    return await Promise.race([pipeline.store.ask({ kind: 'status' }), late]);
  } catch {
    // It ended while it was asked; `trouble` says so.
    return {};
  } finally {
    waiting.abort();
  }
}

function listen(server: ReturnType<typeof createApp>, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const code = systemErrorCode(cause);
      if (code === 'EADDRINUSE') reject(new CollectorError('port_taken', { detail: `(${port})`, cause }));
      else reject(new CollectorError('address_unavailable', { detail: `(${code ?? 'unknown reason'})`, cause }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

async function closeServer(server: ReturnType<typeof createApp>): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), limits.closeRequestsMsMax);
  await closed;
  clearTimeout(timer);
}
