import type { Answer as StoreAnswer } from '@tachograph/collector';

import type { Answer, Asker } from './ask.js';

/** Asks a data directory that no collector holds, by opening it for the time of the questions. */
export async function openStoreAsker(dataDir: string): Promise<Asker> {
  // Loaded here and not above: it needs the database, which asking a running collector does not.
  const { openStore } = await import('@tachograph/collector');
  const store = await openStore(dataDir);
  // Always whole: opening it waits until everything is summed.
  const answer = ({ rows, sample }: StoreAnswer): Answer => ({ rows, sample: sample === true });
  return {
    query: async (name, params) => answer(await store.query(name, params)),
    sql: async (statement) => answer(await store.sql(statement)),
    close: () => store.close(),
  };
}
