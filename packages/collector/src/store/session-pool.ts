import { CollectorError } from '../errors.js';
import type { EngineSession } from './engine.js';
import type { QueryLimits } from './store.js';

/** How many sessions, how many may wait for one, and how one is opened. */
export interface SessionPoolOptions {
  readonly sessions: number;
  /** Queries that may wait; more are refused. */
  readonly waitingMax: number;
  readonly open: (limits: QueryLimits) => Promise<EngineSession>;
}

/** Read-only sessions for queries. */
export interface SessionPool {
  use<T>(limits: QueryLimits, work: (session: EngineSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** A read-only session cannot change its own limits, so sessions are kept by the limits they were opened with. */
export function createSessionPool(options: SessionPoolOptions): SessionPool {
  const idle: { readonly key: string; readonly session: EngineSession }[] = [];
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  let busy = 0;

  async function acquire(): Promise<void> {
    if (busy < options.sessions) {
      busy++;
      return;
    }
    if (waiting.length >= options.waitingMax) throw new CollectorError('busy', { detail: 'Too many queries wait.' });
    await new Promise<void>((resolve) => void waiting.push(resolve));
  }

  function release(): void {
    const next = waiting.shift();
    if (next === undefined) busy--;
    else next();
  }

  async function useOne<T>(limits: QueryLimits, work: (session: EngineSession) => Promise<T>): Promise<T> {
    await acquire();
    try {
      const key = `${limits.timeMsMax} ${limits.memoryBytesMax} ${limits.rowsMax}`;
      const at = idle.findIndex((entry) => entry.key === key);
      const session = at === -1 ? await options.open(limits) : idle.splice(at, 1)[0]!.session;
      let result: T;
      try {
        result = await work(session);
      } catch (error) {
        // See kept-session.ts: what a failed query had begun to write would begin the next answer.
        session.close();
        throw error;
      }
      idle.push({ key, session });
      if (idle.length > options.sessions) idle.shift()?.session.close();
      return result;
    } finally {
      release();
    }
  }

  return {
    use(limits, work) {
      const result = useOne(limits, work);
      running.add(result);
      const done = () => void running.delete(result);
      result.then(done, done);
      return result;
    },
    async close() {
      await Promise.allSettled(running);
      for (const { session } of idle.splice(0)) session.close();
    },
  };
}
