import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { acceptedLines } from './accepted-lines.js';
import { daily } from './daily.js';
import { dataHealth } from './data-health.js';
import { extensions } from './extensions.js';
import { facets } from './facets.js';
import { hooks } from './hooks.js';
import { overview } from './overview.js';
import { openTestStore, type TestStore } from './testing/open-test-store.js';
import { smallHistory, smallHistoryNow } from './testing/small-history.js';
import { threadEvents } from './thread-events.js';
import { threads } from './threads.js';

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore(smallHistory, smallHistoryNow);
});

afterAll(() => store.close());

describe('overview', () => {
  test('counts each thread, turn, call and use of tokens once', async () => {
    expect(await store.ask(overview)).toEqual([
      {
        threads: 3,
        turns: 3,
        tool_calls: 5,
        commands: 3,
        file_changes: 1,
        failed_turns: 1,
        failed_tool_calls: 1,
        failures: 2,
        input_tokens: 3690,
        cached_input_tokens: 1500,
        cache_write_input_tokens: 0,
        output_tokens: 210,
        reasoning_output_tokens: 15,
        total_tokens: 3900,
        // gpt-5.5: 1690 × $5 + 1500 × $0.50 + 110 × $30; gpt-5.4: 500 × $2.50 + 100 × $15; each for a million.
        cost_usd: 0.01525,
        unpriced_tokens: 0,
      },
    ]);
  });

  test.each([
    [{ project: 'notes' }, { threads: 1, turns: 1, total_tokens: 320, commands: 0 }],
    [{ project: 'notes,shop' }, { threads: 3, total_tokens: 3900 }],
    [{ model: 'gpt-5.4' }, { threads: 1, turns: 0, total_tokens: 600, commands: 1 }],
    [{ client: 'codex_exec' }, { threads: 1, total_tokens: 320 }],
    [{ thread_source: 'subagent' }, { threads: 1, total_tokens: 600 }],
    [{ since: '1d' }, { threads: 1, total_tokens: 320 }],
    [{ since: '2026-03-02' }, { threads: 1, total_tokens: 320 }],
    [{ until: '2026-03-01T10:30:00Z' }, { threads: 2, turns: 1, total_tokens: 2880, failures: 1 }],
    [{ account: 'other' }, { threads: 0, turns: 0, total_tokens: 0, failures: 0 }],
  ])('under %j', async (params, row) => {
    expect((await store.ask(overview, params))[0]).toMatchObject(row);
  });
});

describe('daily', () => {
  test('splits the overview by day', async () => {
    expect(await store.ask(daily)).toMatchObject([
      { day: '2026-03-01', threads: 2, turns: 2, total_tokens: 3580, commands: 3, failures: 2 },
      { day: '2026-03-02', threads: 1, turns: 1, total_tokens: 320, commands: 0, failures: 0 },
    ]);
  });

  test('begins days in the zone that is asked for', async () => {
    expect(await store.ask(daily, { tz: 'Europe/Berlin', since: '2026-03-02' })).toMatchObject([
      { day: '2026-03-02', threads: 1, turns: 0, total_tokens: 0 },
      { day: '2026-03-03', threads: 1, turns: 1, total_tokens: 320 },
    ]);
  });
});

describe('threads', () => {
  test('lists them with the latest event first', async () => {
    expect(await store.ask(threads)).toMatchObject([
      { thread_id: 'c', project: 'notes', client: 'codex_exec', turns: 1, total_tokens: 320, parent_thread_id: '' },
      { thread_id: 'a', project: 'shop', turns: 2, total_tokens: 2980, commands: 2, failures: 2 },
      { thread_id: 'b', model: 'gpt-5.4', turns: 0, total_tokens: 600, commands: 1, parent_thread_id: 'a' },
    ]);
  });

  test('tells moments as ISO times', async () => {
    expect(await store.ask(threads, { thread: 'a' })).toMatchObject([
      { first_at: '2026-03-01T10:00:00.000Z', last_at: '2026-03-01T11:00:02.000Z' },
    ]);
  });

  test('comes in pages', async () => {
    expect(await store.ask(threads, { limit: '1', offset: '1' })).toMatchObject([{ thread_id: 'a' }]);
  });
});

describe('thread_events', () => {
  test('tells one thread in order, each with its beginning', async () => {
    const rows = await store.ask(threadEvents, { thread: 'a' });
    expect(rows).toHaveLength(14);
    expect(rows[0]).toMatchObject({ kind: 'thread', status: 'new', started_at: '2026-03-01T10:00:00.000Z' });
    expect(rows.find((row) => row['kind'] === 'turn')).toMatchObject({
      turn_id: 'a1',
      started_at: '2026-03-01T10:00:02.000Z',
      ended_at: '2026-03-01T10:00:12.000Z',
      duration_ms: 10_000,
      total_tokens: 2280,
    });
    expect(rows.find((row) => row['item_id'] === 'i1')).toMatchObject({
      kind: 'command',
      name: 'shell',
      started_at: '2026-03-01T10:00:03.800Z',
    });
    expect(rows.find((row) => row['kind'] === 'approval')).toMatchObject({
      name: 'apply_patch',
      status: 'denied',
      detail: 'user',
      started_at: '2026-03-01T10:00:05.000Z',
    });
    expect(rows.find((row) => row['kind'] === 'lines')).toMatchObject({ added_lines: 12, deleted_lines: 3 });
    expect(rows.find((row) => row['kind'] === 'skill')).toMatchObject({ name: 'release', detail: 'explicit' });
  });

  test('is empty without a thread', async () => {
    expect(await store.ask(threadEvents)).toEqual([]);
  });
});

describe('the rest of the boards', () => {
  test('hooks', async () => {
    expect(await store.ask(hooks)).toEqual([
      {
        hook_name: 'PreToolUse',
        hook_source: 'user',
        runs: 2,
        completed: 1,
        blocked: 1,
        stopped: 0,
        failed: 0,
        threads: 1,
      },
    ]);
  });

  test('extensions', async () => {
    expect(await store.ask(extensions)).toMatchObject([
      {
        extension_kind: 'skill',
        name: 'release',
        origin: 'repo',
        uses: 1,
        explicit: 1,
        implicit: 0,
        mentions: 0,
        threads: 1,
      },
    ]);
  });

  test('accepted_lines', async () => {
    expect(await store.ask(acceptedLines)).toEqual([
      { day: '2026-03-01', project: 'shop', turns: 1, added_lines: 12, deleted_lines: 3 },
    ]);
  });

  test('data_health tells what was set aside, what is missing and how late it came', async () => {
    expect(await store.ask(dataHealth)).toMatchObject([
      {
        source: 'tap',
        machines: 1,
        threads: 2,
        events: 18,
        counted_events: 18,
        set_aside_events: 0,
        missing_events: 5,
      },
      { source: 'native', machines: 0, threads: 1, events: 7, counted_events: 7, delay_p50_ms: 0 },
      { source: 'rollout', machines: 1, events: 1, counted_events: 0, set_aside_events: 1, delay_p95_ms: 3_600_000 },
    ]);
  });

  test('facets', async () => {
    const rows = await store.ask(facets);
    expect(rows.filter((row) => row['dimension'] === 'project')).toEqual([
      { dimension: 'project', value: 'shop', events: 17 },
      { dimension: 'project', value: 'notes', events: 7 },
    ]);
  });
});
