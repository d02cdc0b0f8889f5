import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { storeEnvironment } from '../config.js';
import { CollectorError, errorCatalogue, systemErrorCode, type ErrorCode } from '../errors.js';
import { limits } from '../limits.js';
import type { LoadProgress } from '../load/loader.js';
import type { LogPosition } from '../log/format.js';
import type { Logger } from '../logger.js';
import { watchStore, type Hang, type StoreWatch, type Ticker } from './store-watch.js';
import type { FromStore, StoreAnswer, StoreProcessConfig, StoreRequest, ToStore } from './process-messages.js';

/** What the process is started with, each time. */
export interface StoreProcessOptions {
  readonly config: Omit<StoreProcessConfig, 'durable'>;
  readonly durable: () => LogPosition;
  readonly logger: Logger;
  /** After each batch that can be queried. */
  readonly onLoaded?: (progress: LoadProgress) => void;
  /** When the process is asked whether it is alive. */
  readonly ticker: Ticker;
}

/** The store as the collector sees it: a process that is kept running. */
export interface StoreProcess {
  /** Settles when the store can be asked for the first time; rejects when it never will be (engine missing, newer store). */
  readonly ready: Promise<void>;
  isReady(): boolean;
  /** Rows in the store when it last became ready plus those loaded since. */
  events(): number;
  progress(): LoadProgress | null;
  restarts(): number;
  /** Times it was killed because it did not answer. */
  hangs(): number;
  /** What is wrong with it: it does not answer, it is being started, or it ended by an error that may come again. */
  trouble(): 'silent' | 'down' | ErrorCode | null;
  pid(): number | undefined;
  advance(durable: LogPosition): void;
  ask<R extends StoreRequest>(request: R): Promise<StoreAnswer<R['kind']>>;
  /** From now on nothing is answered, not even what was asked before: who stops need not wait for a long query. */
  refuseQuestions(): void;
  close(): Promise<void>;
}

/** Reasons for which starting again cannot help. */
const finalCodes: ReadonlySet<string> = new Set(['engine_missing', 'store_newer', 'data_not_writable']);

const silentTicksMax = Math.ceil(limits.storeSilenceMsMax / limits.storeAliveIntervalMs);

/** Starts the store's process and starts it again whenever it ends or hangs, with a growing pause. */
export function startStoreProcess(options: StoreProcessOptions): StoreProcess {
  const { logger, ticker } = options;
  const pending = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  let child: ChildProcess | null = null;
  let isReady = false;
  let closing = false;
  let restarts = 0;
  let failuresInARow = 0;
  let nextId = 1;
  let baseEvents = 0;
  let progress: LoadProgress | null = null;
  let retry: NodeJS.Timeout | null = null;
  let watch: StoreWatch | null = null;
  let hangs = 0;
  /** Why the last life ended, while nothing has shown that this one fares better. */
  let failure: ErrorCode | null = null;
  let wasReadyBefore = false;
  let finalError: CollectorError | null = null;
  /** The process that is being told how far the log is, and what it has to be told after that. */
  let telling: ChildProcess | null = null;
  let untold: LogPosition | null = null;
  let readyNow: () => void = () => undefined;
  let neverReady: (error: unknown) => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    readyNow = resolve;
    neverReady = reject;
  });
  ready.catch(() => undefined);

  function start(): void {
    retry = null;
    const started = fork(childPath(), [], {
      // Its standard output would mix with ours; what it has to say comes over the channel.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      serialization: 'advanced',
      env: storeEnvironment(),
      execArgv: [],
    });
    child = started;
    wasReadyBefore = false;
    watch = watchStore({
      ticker,
      silentTicksMax,
      ask: () => post({ kind: 'alive' }),
      onHang: (why) => giveUp(started, why),
    });
    started.on('message', (message: FromStore) => receive(message));
    started.on('error', (error) =>
      logger.error({ code: systemErrorCode(error) }, 'store process could not be started'),
    );
    started.on('exit', (code, signal) => ended(started, code, signal));
    post({ kind: 'open', config: { ...options.config, durable: options.durable() } });
  }

  function receive(message: FromStore): void {
    switch (message.kind) {
      case 'ready':
        isReady = !closing;
        baseEvents = message.events;
        progress = message.progress;
        sendDurable(options.durable());
        readyNow();
        return;
      case 'loaded':
        progress = message.progress;
        fareWell();
        options.onLoaded?.(message.progress);
        return;
      case 'answer':
        take(message.id)?.resolve(message.value as never);
        return;
      case 'refusal':
        take(message.id)?.reject(errorOf(message.code, message.detail));
        return;
      case 'alive':
        if (isReady && wasReadyBefore) fareWell();
        wasReadyBefore = isReady;
        watch?.answered(message.overdue);
        return;
      case 'failed':
        failure = codeOf(message.code);
        if (finalCodes.has(message.code)) {
          finalError = errorOf(message.code, message.detail);
          neverReady(finalError);
        }
        return;
      case 'log':
        logger[message.level](message.fields, message.message);
    }
  }

  /** It has loaded something, or was ready for a while: whatever ends it then is not what ended the last one. */
  function fareWell(): void {
    failuresInARow = 0;
    failure = null;
  }

  /** A process that hangs never ends by itself. What it had not loaded is in the log. */
  function giveUp(which: ChildProcess, why: Hang): void {
    hangs++;
    isReady = false;
    logger.error({ pid: which.pid, why, hangs }, 'the store hangs: its process is killed and started again');
    rejectPending();
    which.kill('SIGKILL');
  }

  function ended(which: ChildProcess, code: number | null, signal: NodeJS.Signals | null): void {
    if (which !== child) return;
    watch?.stop();
    watch = null;
    child = null;
    isReady = false;
    rejectPending();
    if (closing || finalError !== null) return;
    restarts++;
    failuresInARow++;
    const delayMs = Math.min(10_000, 50 * 2 ** Math.min(failuresInARow - 1, 10));
    logger.warn({ code, signal, delayMs }, 'store process ended, starting it again');
    retry = setTimeout(start, delayMs);
  }

  function rejectPending(): void {
    for (const { reject } of pending.values()) reject(finalError ?? new CollectorError('store_down'));
    pending.clear();
  }

  function take(id: number): { resolve: (value: never) => void; reject: (error: unknown) => void } | undefined {
    const entry = pending.get(id);
    pending.delete(id);
    return entry;
  }

  function post(message: ToStore): void {
    if (child?.connected === true) child.send(message, () => undefined);
  }

  function sendDurable(position: LogPosition): void {
    untold = null;
    post({ kind: 'durable', position });
  }

  /**
   * Says how far the log is, with one message under way at a time: to a process that hangs, messages would otherwise pile up
   * for as long as it does.
   */
  function advance(durable: LogPosition): void {
    const to = child;
    if (to?.connected !== true) return;
    if (telling === to) {
      untold = durable;
      return;
    }
    telling = to;
    untold = null;
    to.send({ kind: 'durable', position: durable } satisfies ToStore, () => {
      if (telling !== to) return;
      telling = null;
      if (untold !== null) advance(untold);
    });
  }

  /** Whether questions go to the process: one that has fallen silent would only keep them. */
  const canAsk = (): boolean => isReady && watch?.isHeard() === true;

  start();
  return {
    ready,
    isReady: canAsk,
    events: () => baseEvents + (progress?.stored ?? 0),
    progress: () => progress,
    restarts: () => restarts,
    hangs: () => hangs,
    trouble: () => failure ?? (canAsk() ? null : isReady ? 'silent' : 'down'),
    pid: () => child?.pid,
    advance,
    ask(request) {
      if (!canAsk()) return Promise.reject(finalError ?? new CollectorError('store_down'));
      const id = nextId++;
      return new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject });
        // Who asks means what is durable now, of which the process may not be told yet.
        if (request.kind === 'caught_up' || request.kind === 'forget') sendDurable(options.durable());
        post({ kind: 'request', id, request });
      });
    },
    refuseQuestions() {
      isReady = false;
      closing = true;
      rejectPending();
    },
    async close() {
      closing = true;
      watch?.stop();
      if (retry !== null) clearTimeout(retry);
      const last = child;
      if (last === null) return;
      const exited = new Promise<void>((resolve) => last.once('exit', () => resolve()));
      const timer = setTimeout(() => last.kill('SIGKILL'), limits.closeMsMax);
      post({ kind: 'close' });
      await exited;
      clearTimeout(timer);
    },
  };
}

/** The built file also when this one runs from its source, as in tests. */
function childPath(): string {
  const url = new URL('./child.js', import.meta.url);
  return fileURLToPath(url).replace(/([\\/])src([\\/]store[\\/]child\.js)$/, '$1dist$2');
}

function codeOf(code: string): ErrorCode {
  return code in errorCatalogue ? (code as ErrorCode) : 'internal';
}

function errorOf(code: string, detail: string | null): CollectorError {
  const known = codeOf(code);
  const base = errorCatalogue[known].message;
  const extra = detail?.startsWith(base) === true ? detail.slice(base.length).trim() : (detail ?? '');
  return new CollectorError(known, extra === '' ? {} : { detail: extra });
}
