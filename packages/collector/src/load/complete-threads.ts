import { dimensionColumns } from '../store/columns.js';
import type { Store } from '../store/store.js';
import type { CompletedThread } from './prepare-batch.js';

/**
 * Rows that came before their thread was known (a hook run before the thread is announced, a project that is found later)
 * get what is known now. What a row says itself stays.
 */
export async function completeThreads(
  store: Pick<Store, 'command'>,
  threads: readonly CompletedThread[],
): Promise<void> {
  const keys = threads.map(({ account, threadId }) => `${account}\t${threadId}`);
  const updates = dimensionColumns.map(
    (name) =>
      `${name} = if(${name} = '', transform(concat(account, '\\t', thread_id), {keys:Array(String)}, {${name}:Array(String)}, ''), ${name})`,
  );
  const lacking = dimensionColumns.map((name) => `${name} = ''`).join(' OR ');
  await store.command(
    `ALTER TABLE events UPDATE ${updates.join(', ')}
WHERE day IN {days:Array(String)} AND thread_id IN {threads:Array(String)} AND (${lacking})`,
    {
      keys,
      days: [...new Set(threads.map(({ day }) => day))],
      threads: threads.map(({ threadId }) => threadId),
      ...Object.fromEntries(dimensionColumns.map((name) => [name, threads.map(({ dimensions }) => dimensions[name])])),
    },
  );
}
