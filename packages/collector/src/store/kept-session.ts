import type { EngineSession } from './engine.js';

/** A session that runs one operation after the other and is opened anew after a failure. */
export interface KeptSession {
  use<T>(work: (session: EngineSession) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/**
 * Keeps a session. After an operation that failed, the engine (chDB 3.4) gives what that one had begun to write as the start
 * of the next answer; so a session is used until its first failure only.
 */
export async function keepSession(open: () => Promise<EngineSession>): Promise<KeptSession> {
  let session: EngineSession | null = await open();
  let last: Promise<unknown> = Promise.resolve();

  async function useNow<T>(work: (session: EngineSession) => Promise<T>): Promise<T> {
    session ??= await open();
    const used = session;
    try {
      return await work(used);
    } catch (error) {
      session = null;
      used.close();
      throw error;
    }
  }

  return {
    use(work) {
      const run = () => useNow(work);
      const result = last.then(run, run);
      last = result.catch(() => undefined);
      return result;
    },
    async close() {
      await last;
      session?.close();
      session = null;
    },
  };
}

/** Several sessions for work of one kind: what comes while one is busy goes to the one with the least to do. */
export async function keepSessions(count: number, open: () => Promise<EngineSession>): Promise<KeptSession> {
  const kept: { readonly session: KeptSession; underWay: number }[] = [];
  for (let i = 0; i < count; i++) kept.push({ session: await keepSession(open), underWay: 0 });
  return {
    async use(work) {
      const chosen = kept.reduce((least, one) => (one.underWay < least.underWay ? one : least));
      chosen.underWay++;
      try {
        return await chosen.session.use(work);
      } finally {
        chosen.underWay--;
      }
    },
    async close() {
      for (const { session } of kept) await session.close();
    },
  };
}
