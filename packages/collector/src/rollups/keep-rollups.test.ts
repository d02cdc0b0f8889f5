import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';

import { threadA, threadB, type TestLine } from '../testing/lines.js';
import { openLoadedStore, type LoadedStore } from '../testing/loaded-store.js';
import { scratchFolder } from '../testing/scratch.js';
import { asksRollups, openRollups, rollups } from './keep-rollups.js';
import type { Rollup } from './rollup.js';

const long = process.env['TACHO_LONG'] === '1';

let open: LoadedStore | null = null;
afterEach(async () => {
  await open?.close();
  open = null;
});

/** Rows that a roll-up holds and the events do not tell, and the other way round. Lists have no order. */
async function differences(store: LoadedStore, rollup: Rollup): Promise<number> {
  const names = rollup.columns.map(({ name, type }) => (type.startsWith('Array') ? `arraySort(${name})` : name));
  const texts = `toString(tuple(${names.join(', ')}))`;
  const types = rollup.columns.map(({ type }) => type.replace(/ CODEC\(.*$/, ''));
  const told = rollup.columns.map(({ name }, at) => `CAST(told.${at + 1} AS ${types[at]}) AS ${name}`);
  const [row] = await store.rows(`
WITH held AS (SELECT ${texts} AS line FROM ${rollup.name}),
fresh AS (
  SELECT ${texts} AS line
  FROM (SELECT ${told.join(', ')} FROM (SELECT tuple(*) AS told FROM (${rollup.select('1', '1')})))
)
SELECT (SELECT count() FROM held WHERE line NOT IN (SELECT line FROM fresh))
  + (SELECT count() FROM fresh WHERE line NOT IN (SELECT line FROM held)) AS differing`);
  return Number(row?.['differing']);
}

const line: fc.Arbitrary<TestLine> = fc
  .record({
    n: fc.integer({ min: 0, max: 25 }),
    type: fc.constantFrom(
      'codex_turn_event',
      'tacho_model_response',
      'codex_command_execution_event',
      'codex_review_event',
      'codex_compaction_event',
      'tacho_delivery_gap',
    ),
    thread: fc.constantFrom(threadA, threadB, ''),
    turn: fc.constantFrom('t1', 't2'),
    source: fc.constantFrom('rollout' as const, 'tap' as const, 'library' as const),
    minutes: fc.integer({ min: 0, max: 40 }),
    item: fc.constantFrom('i1', 'i2'),
    tokens: fc.integer({ min: 0, max: 9 }),
    project: fc.constantFrom('shop', null),
  })
  .map(({ n, type, thread, turn, source, minutes, item, tokens, project }) => ({
    id: `${source}-${n}`,
    type,
    thread,
    turn,
    source,
    atMs: 1_795_168_674_928 + minutes * 60_000,
    envelope: { project },
    params: { item_id: item, duration_ms: 10 * tokens, input_tokens: tokens, output_tokens: 1, purpose: 'turn' },
  }));

type Step =
  | { readonly kind: 'load'; readonly lines: readonly TestLine[] }
  | { readonly kind: 'remove'; readonly thread: string }
  | { readonly kind: 'open' };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.array(line, { minLength: 1, maxLength: 8 }).map((lines) => ({ kind: 'load' as const, lines })),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(threadA, threadB).map((thread) => ({ kind: 'remove' as const, thread })),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'open' as const }) },
);

describe('every roll-up', () => {
  test(
    'is what the events say, after any loads, resends, better sources, removals and restarts',
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 6 }), async (steps) => {
          const folder = scratchFolder();
          await open?.close();
          open = await openLoadedStore(folder);
          for (const one of steps) {
            if (one.kind === 'load') await open.load(one.lines);
            else if (one.kind === 'remove') {
              await open.store.command(`DELETE FROM events WHERE thread_id = '${one.thread}'`);
              await open.loader.storeChanged();
            } else {
              await open.close();
              open = await openLoadedStore(folder);
            }
          }
          for (const rollup of rollups)
            expect(`${rollup.name} ${await differences(open, rollup)}`).toBe(`${rollup.name} 0`);
          await open.close();
          open = null;
        }),
        { numRuns: long ? 200 : 6 },
      );
    },
    long ? 3_600_000 : 120_000,
  );
});

test('days that new tables lack are told until each is summed', async () => {
  open = await openLoadedStore(scratchFolder());
  const dayMs = 24 * 60 * 60 * 1000;
  const threadOf = (atMs: number): string => {
    const hex = atMs.toString(16).padStart(12, '0');
    return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
  };
  const startMs = Date.UTC(2026, 10, 1);
  await open.load(
    [0, 1, 2].map((day) => ({ id: `turn-${day}`, type: 'codex_turn_event', thread: threadOf(startMs + day * dayMs) })),
  );
  expect(open.loader.unsummedDays()).toBe(0);
  for (const { name } of rollups) await open.store.command(`TRUNCATE TABLE ${name}_rows`);
  const keeper = await openRollups(open.store, Date.now);
  expect(keeper.unsummedDays()).toBe(3);
  const left: number[] = [];
  await keeper.repair(() => left.push(keeper.unsummedDays()));
  expect(left).toEqual([2, 1, 0]);
  expect((await openRollups(open.store, Date.now)).unsummedDays()).toBe(0);
});

test('a statement asks a roll-up by its view or its table, and not by a word that holds its name', () => {
  expect(asksRollups('SELECT sum(turns) FROM activity')).toBe(true);
  expect(asksRollups('SELECT 1 FROM (SELECT * FROM turn_uses_rows FINAL)')).toBe(true);
  expect(asksRollups("SELECT count() FROM events WHERE project = 'activity2'")).toBe(false);
});
