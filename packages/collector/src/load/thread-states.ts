import { hash } from 'node:crypto';

import type { DimensionColumn } from '../store/columns.js';
import type { Row, Store } from '../store/store.js';
import { threadDay } from './thread-day.js';

/** What describes a thread; `''` is "not known". */
export type Dimensions = Readonly<Record<DimensionColumn, string>>;

/** What the loader knows of a thread while it loads events of it. */
export interface ThreadState {
  readonly account: string;
  readonly threadId: string;
  readonly day: string;
  dimensions: Dimensions;
  /** Whether rows of it are in the store, or on their way. */
  hasRows: boolean;
  /** Best source so far, by turn and family of events. */
  readonly speakers: Map<string, number>;
}

const noDimensions: Dimensions = {
  client: '',
  model: '',
  thread_source: '',
  project: '',
  parent_thread_id: '',
  root_thread_id: '',
};

/** Threads by recency; those that are not in memory are looked up in the store. */
export interface ThreadStates {
  /** Brings the states of these threads into memory. */
  load(threads: Iterable<ThreadKey>): Promise<void>;
  get(account: string, threadId: string): ThreadState;
  peek(account: string, threadId: string): ThreadState | undefined;
  /** Lets go of the threads that were not used for the longest, save those whose rows are not in the store yet. */
  shrink(unwritten: ReadonlySet<string>): void;
  clear(): void;
}

/** A thread of an account: ids are told apart within it. */
export interface ThreadKey {
  readonly account: string;
  readonly threadId: string;
}

/**
 * Key of who speaks: one turn, in one family. The wire events and our own (`tacho_*`) are two families: a source that
 * never sends the own ones (the real Codex) cannot speak for them.
 */
export function speakerKey(turnId: string, own: boolean): string {
  return own ? `${turnId}\0own` : turnId;
}

/** Number that all rows of one (account, thread, turn, family, source) share: what is set aside is found by it. */
export function speakerNumber(account: string, threadId: string, key: string, rank: number): string {
  return hash('sha1', `${account}\0${threadId}\0${key}\0${rank}`, 'buffer').readBigUInt64LE(0).toString();
}

/** Keeps about `threadsMax` threads; a batch may hold more until it is written. */
export function createThreadStates(store: Pick<Store, 'read'>, threadsMax: number): ThreadStates {
  const states = new Map<string, ThreadState>();
  const keyOf = (account: string, threadId: string) => `${account}\0${threadId}`;

  function touch(key: string): ThreadState | undefined {
    const state = states.get(key);
    if (state !== undefined) {
      states.delete(key);
      states.set(key, state);
    }
    return state;
  }

  function add(account: string, threadId: string): ThreadState {
    const state: ThreadState = {
      account,
      threadId,
      day: threadDay(threadId),
      dimensions: noDimensions,
      hasRows: false,
      speakers: new Map(),
    };
    states.set(keyOf(account, threadId), state);
    return state;
  }

  return {
    async load(threads) {
      const missing: ThreadState[] = [];
      for (const { account, threadId } of threads) {
        if (threadId !== '' && touch(keyOf(account, threadId)) === undefined) missing.push(add(account, threadId));
      }
      if (missing.length === 0) return;
      const params = {
        accounts: [...new Set(missing.map((state) => state.account))],
        threads: missing.map((state) => state.threadId),
      };
      const where = 'account IN {accounts:Array(String)} AND thread_id IN {threads:Array(String)}';
      for (const row of await store.read(`SELECT * FROM threads FINAL WHERE ${where}`, params)) {
        const state = states.get(keyOf(text(row, 'account'), text(row, 'thread_id')));
        if (state === undefined) continue;
        state.dimensions = dimensionsOf(row);
        state.hasRows = true;
      }
      const speakers = await store.read(
        `SELECT account, thread_id, turn_id, own, min(rank) AS best FROM speakers WHERE ${where} GROUP BY account, thread_id, turn_id, own`,
        params,
      );
      for (const row of speakers) {
        const state = states.get(keyOf(text(row, 'account'), text(row, 'thread_id')));
        state?.speakers.set(speakerKey(text(row, 'turn_id'), row['own'] === 1), Number(row['best']));
      }
    },
    get: (account, threadId) => touch(keyOf(account, threadId)) ?? add(account, threadId),
    peek: (account, threadId) => states.get(keyOf(account, threadId)),
    clear: () => states.clear(),
    shrink(unwritten) {
      for (const key of states.keys()) {
        if (states.size <= threadsMax) return;
        if (!unwritten.has(key)) states.delete(key);
      }
    },
  };
}

function text(row: Row, name: string): string {
  const value = row[name];
  return typeof value === 'string' ? value : '';
}

function dimensionsOf(row: Row): Dimensions {
  return {
    client: text(row, 'client'),
    model: text(row, 'model'),
    thread_source: text(row, 'thread_source'),
    project: text(row, 'project'),
    parent_thread_id: text(row, 'parent_thread_id'),
    root_thread_id: text(row, 'root_thread_id'),
  };
}
