import { afterEach, describe, expect, test } from 'vitest';

import { threadA, threadB, type TestLine } from '../testing/lines.js';
import { openLoadedStore, type LoadedStore } from '../testing/loaded-store.js';
import { scratchFolder } from '../testing/scratch.js';

let open: LoadedStore | null = null;

async function openIn(folder: string): Promise<LoadedStore> {
  await open?.close();
  open = await openLoadedStore(folder);
  return open;
}

afterEach(async () => {
  await open?.close();
  open = null;
});

/** What the roll-up says, and what the events say. */
async function sums(loaded: LoadedStore): Promise<readonly [summed: unknown, told: unknown]> {
  const [summed] = await loaded.rows(
    `SELECT sum(events) AS event_count, sum(turns) AS turn_count, sum(failed_turns) AS failed, sum(commands) AS command_count,
      sum(total_tokens) AS tokens, uniqExactIf(thread_key, activity.events > 0) AS threads FROM activity`,
  );
  const [told] =
    await loaded.rows(`SELECT count() AS event_count, countIf(event_type = 'codex_turn_event') AS turn_count,
    countIf(event_type = 'codex_turn_event' AND status = 'failed') AS failed,
    countIf(event_type = 'codex_command_execution_event') AS command_count,
    ifNull(sumIf(ifNull(input_tokens, 0) + ifNull(output_tokens, 0), event_type = 'tacho_model_response' OR (event_type = 'codex_turn_event'
      AND (thread_id, turn_id) NOT IN (SELECT thread_id, turn_id FROM counted_events WHERE event_type = 'tacho_model_response'))), 0) AS tokens,
    uniqExact(thread_id) AS threads
    FROM counted_events`);
  return [summed, told];
}

const turn = (id: string, more: Partial<TestLine> & { readonly tokens?: number } = {}): TestLine => ({
  id,
  type: 'codex_turn_event',
  params: { status: 'completed', input_tokens: more.tokens ?? 100, output_tokens: 0 },
  ...more,
});
const use = (id: string, more: Partial<TestLine> = {}): TestLine => ({
  id,
  type: 'tacho_model_response',
  params: { input_tokens: 30, output_tokens: 12, purpose: 'turn' },
  ...more,
});

describe('the roll-up of activity', () => {
  test('follows the events through resends, better sources and later uses of tokens', async () => {
    const loaded = await openIn(scratchFolder());
    const steps: readonly (readonly TestLine[])[] = [
      [turn('a', { source: 'rollout' }), { id: 'c', type: 'codex_command_execution_event', source: 'rollout' }],
      [turn('a', { source: 'rollout' }), turn('b', { thread: threadB, tokens: 7 })],
      [turn('better', { source: 'tap', tokens: 90 })],
      [use('u1'), use('u2', { thread: threadB, turn: 'another' })],
      [{ id: 'no-thread', thread: '', type: 'codex_plugin_installed' }],
    ];
    for (const step of steps) {
      await loaded.load(step);
      const [summed, told] = await sums(loaded);
      expect(summed).toEqual(told);
    }
    expect((await sums(loaded))[0]).toEqual({
      event_count: 5,
      turn_count: 2,
      failed: 0,
      command_count: 0,
      tokens: 91,
      threads: 3,
    });
  });

  test('is made anew where it differs from the events when the store opens', async () => {
    const folder = scratchFolder();
    let loaded = await openIn(folder);
    await loaded.load([turn('a'), turn('b', { thread: threadB })]);
    await loaded.store.command(`ALTER TABLE activity_rows DELETE WHERE thread_id = '${threadB}'`);
    await loaded.store.command(`ALTER TABLE events DELETE WHERE thread_id = '${threadA}'`);
    loaded = await openIn(folder);
    const [summed, told] = await sums(loaded);
    expect(summed).toEqual(told);
    expect(told).toMatchObject({ event_count: 1 });
  });

  test('holds quarters of an hour, from which the days of any zone can be put together', async () => {
    const loaded = await openIn(scratchFolder());
    const at = (iso: string, id: string): TestLine => turn(id, { atMs: Date.parse(iso) });
    await loaded.load([
      at('2026-11-20T18:14:59.999Z', 'a'),
      at('2026-11-20T18:15:00.000Z', 'b'),
      at('2026-11-20T18:29:00.000Z', 'c'),
    ]);
    expect(
      await loaded.rows(
        'SELECT toString(quarter) AS quarter, sum(turns) AS turns FROM activity GROUP BY quarter ORDER BY quarter',
      ),
    ).toEqual([
      { quarter: '2026-11-20 18:00:00', turns: 1 },
      { quarter: '2026-11-20 18:15:00', turns: 2 },
    ]);
    expect(
      await loaded.rows(
        "SELECT toString(toDate(quarter, 'Asia/Kathmandu')) AS day, sum(turns) AS turns FROM activity GROUP BY day ORDER BY day",
      ),
    ).toEqual([
      { day: '2026-11-20', turns: 1 },
      { day: '2026-11-21', turns: 2 },
    ]);
  });

  test('takes an id with quotes and backslashes as it is', async () => {
    const loaded = await openIn(scratchFolder());
    const thread = `it's a \\' thread'); --`;
    await loaded.load([turn('a', { thread })]);
    await loaded.load([turn('b', { thread })]);
    expect(await loaded.rows('SELECT thread_id, sum(turns) AS turns FROM activity GROUP BY thread_id')).toEqual([
      { thread_id: thread, turns: 2 },
    ]);
  });
});
