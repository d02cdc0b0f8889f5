import { rollups } from '../rollups/keep-rollups.js';
import type { Store } from '../store/store.js';

/**
 * After rows were removed from `events`: what is said of threads that have no event any more goes too, and from the roll-ups what
 * they replaced. The rows themselves are only masked until then: their parts are written anew, and the disk has room again.
 */
export async function removeLeftovers(store: Pick<Store, 'command'>): Promise<void> {
  for (const table of ['threads', 'speakers', ...rollups.map(({ name }) => `${name}_rows`)]) {
    await store.command(
      `ALTER TABLE ${table} DELETE WHERE (account, thread_id) NOT IN (SELECT account, thread_id FROM events)`,
    );
  }
  await store.command(`ALTER TABLE events APPLY DELETED MASK`);
}
