import { afterAll, beforeAll, expect, test } from 'vitest';

import { anomalies } from './anomalies.js';
import { openTestStore, type TestEvent, type TestStore } from './testing/open-test-store.js';

const minute = 60_000;
const hook = { type: 'codex_hook_run', thread: 'a', source: 'tap' } as const;
const turn = (id: string, totalTokens: number, status: string): TestEvent => ({
  type: 'codex_turn_event',
  at: '2026-03-01T11:00:00Z',
  thread: 'a',
  turn: id,
  client: 'editor',
  params: { status, total_tokens: totalTokens },
});

const events: readonly TestEvent[] = [
  { ...hook, at: '2026-03-01T11:00:00Z' },
  { type: 'codex_of_tomorrow', at: '2026-03-01T11:00:00Z', thread: 'a' },
  { type: 'codex_of_tomorrow', at: '2026-03-01T11:30:00Z', thread: 'b' },
  // Four minutes ahead is nothing, six are.
  { ...hook, at: '2026-03-01T12:00:00Z', delayMs: -4 * minute },
  { ...hook, at: '2026-03-01T12:00:00Z', delayMs: -6 * minute },
  // Of no thread at all.
  { type: 'codex_plugin_of_tomorrow', at: '2026-03-01T11:00:00Z' },
  { ...hook, thread: '', at: '2026-03-01T10:30:00Z', delayMs: -6 * minute },
  turn('1', 0, 'completed'),
  turn('2', 0, 'interrupted'),
  turn('3', 5, 'completed'),
];

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore(events, '2026-03-03T00:00:00Z');
});
afterAll(() => store.close());

test('names unknown types, clocks that are ahead and completed turns without tokens, and nothing else', async () => {
  expect(await store.ask(anomalies)).toMatchObject([
    { anomaly: 'clock_ahead', detail: 'tap', events: 2, threads: 1 },
    {
      anomaly: 'unknown_type',
      detail: 'codex_of_tomorrow',
      events: 2,
      threads: 2,
      first_at: '2026-03-01T11:00:00.000Z',
      last_at: '2026-03-01T11:30:00.000Z',
    },
    { anomaly: 'turn_without_tokens', detail: 'editor', events: 1, threads: 1 },
    { anomaly: 'unknown_type', detail: 'codex_plugin_of_tomorrow', events: 1, threads: 0 },
  ]);
});

test('follows the filters', async () => {
  expect(await store.ask(anomalies, { since: '2026-03-01T11:15:00Z' })).toMatchObject([
    { anomaly: 'clock_ahead', events: 1 },
    { anomaly: 'unknown_type', events: 1, threads: 1 },
  ]);
});

test('an end within a quarter of an hour cuts clocks that are ahead as it cuts the others', async () => {
  const ahead = { anomaly: 'clock_ahead', events: 1, first_at: '2026-03-01T12:00:00.000Z' };
  expect(
    await store.ask(anomalies, { since: '2026-03-01T11:31:00Z', until: '2026-03-01T12:00:00.001Z' }),
  ).toMatchObject([ahead]);
  expect(await store.ask(anomalies, { since: '2026-03-01T11:31:00Z', until: '2026-03-01T12:00:00Z' })).toEqual([]);
});
