import { afterAll, beforeAll, expect, test } from 'vitest';

import { daily } from './daily.js';
import { facets } from './facets.js';
import { overview } from './overview.js';
import { openTestStore, type TestEvent, type TestStore } from './testing/open-test-store.js';
import { threads } from './threads.js';

const turn = (thread: string, at: string, project: string): TestEvent => ({
  type: 'codex_turn_event',
  at,
  thread,
  turn: '1',
  project,
  params: { status: 'completed' },
});

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore(
    [
      turn('comma', '2026-03-28T22:59:59.999Z', 'Smith, John'),
      turn('shop', '2026-03-28T23:00:00Z', 'shop'),
      turn('notes', '2026-03-29T21:59:59.999Z', 'notes'),
      // A source that counts in microseconds is some fifty thousand years ahead; the store ends in 2298.
      turn('micro', '2298-12-31T23:59:59.999Z', 'later'),
    ],
    '2026-04-01T00:00:00Z',
  );
});

afterAll(() => store.close());

const threadsOf = async (params: Readonly<Record<string, string>>): Promise<readonly unknown[]> =>
  (await store.ask(threads, params)).map((row) => row['thread_id']).sort();

test('a name with a comma can be chosen, as can several names', async () => {
  const told = (await store.ask(facets)).filter((row) => row['dimension'] === 'project').map((row) => row['value']);
  for (const project of told) expect(await threadsOf({ project: String(project) })).toHaveLength(1);
  expect(await threadsOf({ project: 'shop,notes' })).toEqual(['notes', 'shop']);
});

test('days are those of a zone that is named in small letters', async () => {
  const days = (await store.ask(daily, { tz: 'europe/berlin', until: '2026-04-01' })).map(({ day, turns }) => [
    day,
    turns,
  ]);
  expect(days).toEqual([
    ['2026-03-28', 1],
    ['2026-03-29', 2],
  ]);
});

test('what is far in the future is in no period before, and in no day of ours', async () => {
  expect(await store.ask(overview)).toMatchObject([{ turns: 4 }]);
  expect(await store.ask(overview, { until: '2100-01-01' })).toMatchObject([{ turns: 3 }]);
  expect(await store.ask(overview, { since: '2100-01-01' })).toMatchObject([{ turns: 1 }]);
  expect(await threadsOf({ until: '2100-01-01' })).toEqual(['comma', 'notes', 'shop']);
});
