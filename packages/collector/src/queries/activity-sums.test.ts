import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Row } from '../store/store.js';
import { defineQuery } from './define-query.js';
import { facets } from './facets.js';
import { counted } from './fragments.js';
import { overview } from './overview.js';
import { subagents } from './subagents.js';
import { openTestStore, type TestEvent, type TestStore } from './testing/open-test-store.js';
import { threads } from './threads.js';
import { usedTokens } from './token-uses.js';
import { tools } from './tools.js';
import { topThreads } from './top-threads.js';
import { usage } from './usage.js';

const startMs = Date.UTC(2026, 2, 1, 22);
const spanMs = 4 * 3_600_000;
const types = ['codex_turn_event', 'tacho_model_response', 'codex_command_execution_event', 'codex_hook_run'];

/** Some hundred events of a dozen threads and turns, spread over four hours by fixed steps. */
const events: readonly TestEvent[] = Array.from({ length: 300 }, (_, n) => ({
  type: types[(n * 7) % types.length]!,
  at: new Date(startMs + ((n * 7919) % 997) * (spanMs / 997)).toISOString(),
  thread: n % 11 === 0 ? '' : `t${n % 11}`,
  turn: `t${n % 11}-${n % 3}`,
  ...(n % 11 === 2 ? { parent: 't1', root: 't1' } : {}),
  model: n % 2 === 0 ? 'gpt-5.5' : 'gpt-5.4',
  counted: n % 13 !== 0,
  params: { status: 'completed', terminal_status: 'failed', input_tokens: n, output_tokens: 1, purpose: 'turn' },
}));

/** The same numbers as the overview's, from the events alone. */
const fromEvents = defineQuery({
  name: 'from_events',
  summary: 'What the roll-up must say.',
  params: {},
  columns: {},
  sql: (input) => `
WITH ${counted(input)}, answered AS (
  SELECT thread_id, turn_id FROM counted_events WHERE event_type = 'tacho_model_response'
)
SELECT uniqExactIf(thread_id, thread_id != '') AS threads,
  countIf(event_type = 'codex_turn_event') AS turns,
  countIf(event_type = 'codex_command_execution_event') AS commands,
  countIf(event_type = 'codex_command_execution_event' AND thread_id != '') AS commands_of_threads,
  count() AS events,
  ifNull(sumIf(${usedTokens}, event_type = 'tacho_model_response'
    OR (event_type = 'codex_turn_event' AND (thread_id, turn_id) NOT IN (SELECT * FROM answered))), 0) AS total_tokens
FROM counted`,
});

/** What the overview and {@link fromEvents} both say. */
function common(row: Row | undefined): Row {
  return Object.fromEntries(['threads', 'turns', 'commands', 'total_tokens'].map((name) => [name, row?.[name]]));
}

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore(events, '2026-03-03T00:00:00Z');
});
afterAll(() => store.close());

const moment = fc.integer({ min: -1000, max: spanMs + 1000 }).map((ms) => new Date(startMs + ms).toISOString());

describe('sums of activity', () => {
  test('say what the events say, wherever in a quarter of an hour a period begins or ends', async () => {
    const period = fc.record({ since: moment, until: moment }, { requiredKeys: [] });
    await fc.assert(
      fc.asyncProperty(period, async (filters) => {
        const [told] = await store.ask(fromEvents, filters);
        const [summed] = await store.ask(overview, filters);
        expect(told).toMatchObject(common(summed));
      }),
      { numRuns: 60 },
    );
  });

  test('add up to the same in every list, wherever the period begins or ends', async () => {
    const period = fc.record({ since: moment, until: moment }, { requiredKeys: [] });
    const total = (rows: readonly Row[], name: string): number => rows.reduce((sum, row) => sum + Number(row[name]), 0);
    await fc.assert(
      fc.asyncProperty(period, async (filters) => {
        const [told] = await store.ask(fromEvents, filters);
        const trees = await store.ask(topThreads, { ...filters, limit: '100' });
        expect(total(trees, 'total_tokens')).toBe(told?.['total_tokens']);
        expect(total(await store.ask(usage, { ...filters, by: 'client' }), 'total_tokens')).toBe(
          told?.['total_tokens'],
        );
        const listed = await store.ask(threads, filters);
        expect(listed).toHaveLength(Number(told?.['threads']));
        expect(total(listed, 'commands')).toBe(told?.['commands_of_threads']);
        const called = (await store.ask(tools, filters)).filter((row) => row['tool_kind'] === 'command');
        expect(total(called, 'calls')).toBe(told?.['commands']);
        const chosen = (await store.ask(facets, filters)).filter((row) => row['dimension'] === 'account');
        expect(total(chosen, 'events')).toBe(told?.['events']);
      }),
      { numRuns: 25 },
    );
  });

  test('the trees of a page are those of the whole list, also where several cost the same', async () => {
    const whole = await store.ask(topThreads, { limit: '100' });
    for (const offset of [0, 3, 7]) {
      expect(await store.ask(topThreads, { limit: '3', offset: String(offset) })).toEqual(
        whole.slice(offset, offset + 3),
      );
    }
  });

  test('a tree with sub-agents is whole in any period', async () => {
    const filters = { since: '2026-03-01T22:20:00.001Z', until: '2026-03-02T01:50:00.5Z' };
    const tree = (await store.ask(subagents, filters)).filter((row) => row['root_thread_id'] === 't1');
    expect(tree.map((row) => row['thread_id']).toSorted()).toEqual(['t1', 't2']);
    const listed = (await store.ask(threads, filters)).filter((row) => ['t1', 't2'].includes(String(row['thread_id'])));
    for (const name of ['turns', 'commands', 'total_tokens', 'first_at', 'last_at']) {
      expect(tree.map((row) => row[name]).toSorted()).toEqual(listed.map((row) => row[name]).toSorted());
    }
  });

  test('a period of centuries is no shorter than none', async () => {
    const all = await store.ask(overview);
    expect(await store.ask(overview, { since: '1920-01-01T00:01:00Z' })).toEqual(all);
    expect(await store.ask(overview, { until: '2200-01-01T00:01:00Z' })).toEqual(all);
    expect(await store.ask(overview, { since: '1960-01-01T00:01:00Z', until: '2200-01-01T00:01:00Z' })).toEqual(all);
  });

  test('also when both ends lie within the same quarter', async () => {
    const filters = { since: '2026-03-01T23:01:00Z', until: '2026-03-01T23:13:30.500Z', model: 'gpt-5.5' };
    const [told] = await store.ask(fromEvents, filters);
    expect(told?.['turns']).toBeGreaterThan(0);
    expect(told).toMatchObject(common((await store.ask(overview, filters))[0]));
  });

  test('know the first and the last event of a thread to the millisecond', async () => {
    const filters = { since: '2026-03-01T22:20:00.001Z', until: '2026-03-02T01:50:00Z', thread: 't5' };
    const times = events
      .filter((event) => event.thread === 't5' && event.counted === true)
      .map((event) => event.at)
      .filter((at) => at >= filters.since && at < filters.until)
      .sort();
    expect(await store.ask(threads, filters)).toMatchObject([{ first_at: times[0], last_at: times.at(-1) }]);
  });

  test('count a span back from the quarter that runs', async () => {
    const [summed] = await store.ask(overview, { since: '1501m' });
    expect(summed).toEqual((await store.ask(overview, { since: '2026-03-01T22:45:00Z' }))[0]);
  });
});
