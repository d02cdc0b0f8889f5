import { join } from 'node:path';

import { collectorToken, collectorUrl, dataDirectory, defaultCollectorUrl, optedOut } from '../config.js';
import {
  findLocalCollector,
  isLoopback,
  machineIdFor,
  openDelivery,
  parseTarget,
  readLocalToken,
  toLocalCollector,
  type Delivery,
  type DeliveryCounters,
  type Target,
  type TokenSource,
} from '../deliver/index.js';
import { ClientError } from '../errors.js';
import { createTrafficSource, type Fact, type TrafficSource } from '../facts/index.js';
import { silentLogger, type Logger } from '../logger.js';
import { createReducer, type Emission } from '../reducer/index.js';
import { MisshapenFact } from './fact-shape.js';
import { createObserveFunctions, type ObserveFunctions } from './observe-functions.js';
import { createTrackFunctions, type TrackFunctions } from './track-functions.js';

/** What {@link createTachograph} is told. */
export interface TachographOptions {
  /**
   * Where events go: a collector's base URL, `native:URL`, `file:PATH` or `stdout`. Absent: as `TACHO_COLLECTOR_URL` says,
   * else the collector of the data directory, wherever it listens.
   */
  readonly to?: string;
  /**
   * Token for that collector, or how to read it when it is needed: it may then change without a restart. Absent: as
   * `TACHO_TOKEN` says, else, for a collector of this machine, the token in the data directory.
   */
  readonly token?: TokenSource;
  /** Data directory: what waits to be sent is kept there. Absent: that of `tacho`. */
  readonly directory?: string;
  /** Version of the program that tells the facts. */
  readonly sourceVersion?: string;
  /** `wire` (absent): as the real Codex. `strict`: no names, text, paths or URLs. */
  readonly privacy?: 'wire' | 'strict';
  /** True: every function does nothing, nothing is opened. Absent: as the user's environment says. */
  readonly disabled?: boolean;
  readonly logger?: Logger;
  /** Unix milliseconds, for facts that come without a time. */
  readonly now?: () => number;
}

/** What was told and what became of it. */
export interface TachographCounters {
  readonly facts: number;
  readonly events: number;
  /** What was odd, by reason: misshapen messages, what the reducer could not attribute. */
  readonly anomalies: Readonly<Record<string, number>>;
  /** Null when disabled. */
  readonly delivery: DeliveryCounters | null;
}

/** A tachograph inside of a program: facts in, events delivered. */
export interface Tachograph extends ObserveFunctions, TrackFunctions {
  readonly enabled: boolean;
  /** For a client of an app-server, which sees both directions of its connections and nothing else: facts are made of them. */
  readonly observeTraffic: (transport: 'stdio' | 'websocket') => Pick<TrafficSource, 'message' | 'connectionClosed'>;
  /** Resolves when everything told so far survives a power cut. */
  readonly durable: () => Promise<void>;
  /** Sends what waits; gives up after the deadline, and what is left is sent later. */
  readonly flush: (deadlineMs?: number) => Promise<void>;
  /** Ends it. What cannot be sent in time stays in the directory and is sent by the next process. */
  readonly close: (deadlineMs?: number) => Promise<void>;
  readonly counters: () => TachographCounters;
}

const closeDeadlineMs = 2000;

/**
 * Opens a tachograph. It never keeps its program alive. Rejects with a {@link ClientError} where it cannot keep or deliver
 * anything: `spool_not_writable`, `spool_on_network`, `target_not_writable`, `bad_target`.
 */
export async function createTachograph(options: TachographOptions = {}): Promise<Tachograph> {
  const { disabled = optedOut(), privacy = 'wire', now = Date.now, logger = silentLogger } = options;
  if (disabled) return createDisabledTachograph();
  const directory = options.directory ?? dataDirectory();
  const named = options.to ?? collectorUrl();
  const target = parseTarget(named ?? (await findLocalCollector(directory))?.url ?? defaultCollectorUrl);
  const delivery: Delivery = await openDelivery({
    directory: join(directory, 'spool'),
    target,
    ...(named === null ? toLocalCollector(directory) : {}),
    token: options.token ?? defaultToken(target, directory),
    source: 'library',
    sourceVersion: options.sourceVersion ?? '0',
    machineId: await machineIdFor(target, directory),
    privacy,
    logger,
  });
  const reducer = createReducer({ privacy });
  /** Of the messages, beside what the reducer counts. */
  const odd = new Map<string, number>();
  let facts = 0;
  let events = 0;
  function tell(fact: Fact): void {
    facts += 1;
    deliver(reducer.reduce(fact));
  }
  function deliver(emissions: readonly Emission[]): void {
    events += emissions.length;
    if (emissions.length > 0) delivery.trackMany(emissions);
  }
  const said = new Set<string>();
  function countMisshapen(name: string, field?: string): void {
    const reason = `misshapen ${name}`;
    odd.set(reason, (odd.get(reason) ?? 0) + 1);
    // Each once: who leaves a field out does so every time.
    if (said.has(`${name} ${field}`)) return;
    said.add(`${name} ${field}`);
    logger.warn('what was told lacks something and is left out', {
      told: name,
      ...(field === undefined ? {} : { field }),
    });
  }
  return {
    enabled: true,
    ...guarded(createObserveFunctions(tell, now, countMisshapen), countMisshapen),
    ...guarded(createTrackFunctions(tell, now), countMisshapen),
    observeTraffic(transport) {
      const { message, connectionClosed } = createTrafficSource({ transport, emit: tell, anomalies: odd });
      return guarded({ message, connectionClosed }, countMisshapen);
    },
    durable: () => delivery.durable(),
    flush: async (deadlineMs = closeDeadlineMs) => void (await delivery.flush(deadlineMs)),
    close: async (deadlineMs = closeDeadlineMs) => void (await delivery.close(deadlineMs)),
    counters: () => ({
      facts,
      events,
      anomalies: Object.fromEntries([...reducer.anomalies, ...odd]),
      delivery: delivery.counters(),
    }),
  };
}

/** The token of this machine is told to no other one; it is read late, since the collector may be started later. */
function defaultToken(target: Target, directory: string): TokenSource {
  const token = collectorToken();
  if (token !== null || target.kind !== 'collector' || !isLoopback(target.url)) return token;
  return () => readLocalToken(directory);
}

/** Nothing is opened, made or kept; for programs that let their users opt out, and for tests. */
export function createDisabledTachograph(): Tachograph {
  const done = async (): Promise<void> => {};
  return {
    enabled: false,
    ...silenced(createObserveFunctions(nothing, () => 0, nothing)),
    ...silenced(createTrackFunctions(nothing, () => 0)),
    observeTraffic: () => ({ message: nothing, connectionClosed: nothing }),
    durable: done,
    flush: done,
    close: done,
    counters: () => ({ facts: 0, events: 0, anomalies: {}, delivery: null }),
  };
}

function nothing(): void {}

/**
 * The same functions, which count what is not of the form that they ask for, say so once, and do not throw it into the
 * program that tells it. Use after `close` is told to the caller.
 */
function guarded<T extends object>(functions: T, countMisshapen: (name: string, field?: string) => void): T {
  const guard =
    (name: string, work: (...told: readonly unknown[]) => void) =>
    (...told: readonly unknown[]): void => {
      try {
        work(...told);
      } catch (error) {
        if (error instanceof ClientError) throw error;
        countMisshapen(name, error instanceof MisshapenFact ? error.field : undefined);
      }
    };
  return Object.fromEntries(Object.entries(functions).map(([name, work]) => [name, guard(name, work)])) as T;
}

/** The same functions, doing nothing. */
function silenced<T extends object>(functions: T): T {
  return Object.fromEntries(Object.keys(functions).map((name) => [name, nothing])) as T;
}
