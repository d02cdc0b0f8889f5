import { afterAll, beforeAll, expect, test } from 'vitest';

import { compactions } from './compactions.js';
import { overview } from './overview.js';
import { subagents } from './subagents.js';
import { openTestStore, type TestStore } from './testing/open-test-store.js';
import { smallHistory, smallHistoryNow } from './testing/small-history.js';
import { threads } from './threads.js';
import { tokenMix } from './token-mix.js';
import { topThreads } from './top-threads.js';
import { topTurns } from './top-turns.js';
import { usage } from './usage.js';

let store: TestStore;

beforeAll(async () => {
  store = await openTestStore(smallHistory, smallHistoryNow);
});

afterAll(() => store.close());

test('usage splits tokens by day and model', async () => {
  expect(await store.ask(usage)).toMatchObject([
    { day: '2026-03-01', key: 'gpt-5.5', input_tokens: 2890, total_tokens: 2980 },
    { day: '2026-03-01', key: 'gpt-5.4', input_tokens: 500, total_tokens: 600 },
    { day: '2026-03-02', key: 'gpt-5.5', cached_input_tokens: 100, total_tokens: 320 },
  ]);
});

test('usage splits tokens by what they were for', async () => {
  expect(await store.ask(usage, { by: 'purpose' })).toMatchObject([
    { day: '2026-03-01', key: 'turn', total_tokens: 2980 },
    { day: '2026-03-01', key: 'subagent', total_tokens: 600 },
    { day: '2026-03-02', key: 'turn', total_tokens: 320 },
  ]);
});

test('usage takes no other dimension', async () => {
  await expect(store.ask(usage, { by: 'delivery_id' })).rejects.toThrow(/by/);
});

test('token_mix tells how much of the input was cached', async () => {
  const rows = await store.ask(tokenMix);
  expect(rows).toMatchObject([
    {
      key: 'gpt-5.5',
      uses: 4,
      input_tokens: 3190,
      cached_input_tokens: 1500,
      uncached_input_tokens: 1690,
      output_tokens: 110,
    },
    { key: 'gpt-5.4', uses: 1, uncached_input_tokens: 500, cache_hit_ratio: 0, output_tokens: 100 },
  ]);
  expect(rows[0]?.['cache_hit_ratio']).toBeCloseTo(1500 / 3190, 10);
});

test('top_threads counts a thread with its sub-agents, and tells what drove it', async () => {
  expect(await store.ask(topThreads)).toMatchObject([
    {
      thread_id: 'a',
      total_tokens: 3580,
      subagent_tokens: 600,
      guardian_tokens: 0,
      uses: 4,
      turns: 2,
      tool_calls: 4,
      failed_tool_calls: 1,
      compactions: 1,
      retries: 2,
      subagents: 1,
      turn_time_ms: 12_000,
    },
    { thread_id: 'c', total_tokens: 320, subagents: 0 },
  ]);
});

test('top_turns tells how each turn ended', async () => {
  expect(await store.ask(topTurns)).toMatchObject([
    {
      turn_id: 'a1',
      status: 'completed',
      total_tokens: 2280,
      uses: 2,
      tool_calls: 3,
      retries: 2,
      steers: 1,
      duration_ms: 10_000,
    },
    { turn_id: 'a2', status: 'failed', error_kind: 'usage_limit_reached', total_tokens: 700, compactions: 1 },
    { turn_id: 'b1', status: '', purpose: 'subagent', total_tokens: 600, tool_calls: 1 },
    { turn_id: 'c1', status: 'completed', total_tokens: 320 },
  ]);
});

test('subagents gives each thread its own numbers and those of its tree', async () => {
  expect(await store.ask(subagents)).toMatchObject([
    {
      root_thread_id: 'a',
      thread_id: 'a',
      subagent_source: '',
      total_tokens: 2980,
      tree_threads: 2,
      tree_tokens: 3580,
    },
    {
      root_thread_id: 'a',
      thread_id: 'b',
      parent_thread_id: 'a',
      subagent_source: 'thread_spawn',
      total_tokens: 600,
      tree_tokens: 3580,
    },
  ]);
  expect(await store.ask(subagents, { thread: 'c' })).toEqual([]);
});

test('compactions tells what was freed', async () => {
  expect(await store.ask(compactions)).toEqual([
    {
      trigger: 'auto',
      reason: 'context_limit',
      phase: 'pre_turn',
      status: 'completed',
      compactions: 1,
      before_p50_tokens: 9000,
      after_p50_tokens: 2000,
      freed_tokens: 7000,
      duration_p50_ms: 800,
      duration_p95_ms: 800,
    },
  ]);
});

test('every board comes to the same total', async () => {
  const sum = async (
    query: typeof overview | typeof usage | typeof tokenMix | typeof topThreads | typeof topTurns | typeof threads,
  ) => (await store.ask(query)).reduce((all, row) => all + Number(row['total_tokens']), 0);
  for (const query of [overview, usage, tokenMix, topThreads, topTurns, threads]) expect(await sum(query)).toBe(3900);
});
