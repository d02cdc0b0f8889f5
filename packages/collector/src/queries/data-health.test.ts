import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Row } from '../store/store.js';
import { threadB, type TestLine } from '../testing/lines.js';
import { openLoadedStore, type LoadedStore } from '../testing/loaded-store.js';
import { dataHealth } from './data-health.js';
import { bindQuery, type RawParams } from './run-query.js';

const at = (iso: string): number => Date.parse(iso);

/** A tap tells a turn of two events, a log tells the same turn later, and a spool had to drop seven events. */
const tapped: readonly TestLine[] = [
  { id: 'tap-1', atMs: at('2026-11-20T10:00:00Z') },
  { id: 'tap-2', atMs: at('2026-11-20T10:01:00Z') },
];
const logged: readonly TestLine[] = [
  { id: 'log-1', source: 'rollout', atMs: at('2026-11-20T10:00:00Z') },
  { id: 'log-2', source: 'rollout', thread: threadB, atMs: at('2026-11-20T10:02:00Z') },
];
const gap: TestLine = {
  id: 'gap',
  type: 'tacho_delivery_gap',
  thread: '',
  turn: null,
  atMs: at('2026-11-20T10:05:00Z'),
  params: {
    reason: 'spool_bytes',
    dropped_events: 7,
    first_occurred_at_ms: at('2026-11-20T09:40:00Z'),
    last_occurred_at_ms: at('2026-11-20T10:05:00Z'),
  },
};

const folder = mkdtempSync(join(tmpdir(), 'tacho-health-'));
let open: LoadedStore;

async function ask(filters: RawParams = {}): Promise<readonly Row[]> {
  const { sql, params } = bindQuery(dataHealth, filters, at('2026-11-21T00:00:00Z'));
  return (await open.store.query(sql, params, { timeMsMax: 20_000, memoryBytesMax: 1e9, rowsMax: 1_000 })).rows;
}

beforeAll(async () => {
  open = await openLoadedStore(folder, { clock: () => at('2026-11-20T12:00:00Z') });
  await open.load([...tapped, gap], { received_at_ms: at('2026-11-20T10:06:00Z') });
  // The first body comes once more, and one event of the second one twice in it.
  await open.load([...tapped, gap], { received_at_ms: at('2026-11-20T10:07:00Z') });
  await open.load([...logged, logged[1]!], { received_at_ms: at('2026-11-20T11:00:00Z') });
});
afterAll(async () => {
  await open.close();
  rmSync(folder, { recursive: true, force: true });
});

test('says what was set aside, what is missing since when, what came twice, and what waited longest', async () => {
  expect(await ask()).toMatchObject([
    {
      source: 'tap',
      events: 3,
      counted_events: 3,
      set_aside_events: 0,
      missing_events: 7,
      oldest_missing_at: '2026-11-20T09:40:00.000Z',
      duplicate_events: 4,
      first_at: '2026-11-20T10:00:00.000Z',
      last_at: '2026-11-20T10:05:00.000Z',
      last_received_at: '2026-11-20T10:06:00.000Z',
      delay_max_ms: 360_000,
    },
    {
      source: 'rollout',
      events: 2,
      counted_events: 1,
      set_aside_events: 1,
      missing_events: 0,
      oldest_missing_at: null,
      duplicate_events: 4,
      last_received_at: '2026-11-20T11:00:00.000Z',
      delay_max_ms: 3_600_000,
    },
  ]);
});

test('counts resends by the time they were loaded, whatever they were about', async () => {
  expect(await ask({ until: '2026-11-20T10:03:00Z' })).toMatchObject([
    { source: 'rollout', duplicate_events: 0 },
    { source: 'tap', events: 2, missing_events: 0, oldest_missing_at: null, duplicate_events: 0 },
  ]);
  expect(await ask({ since: '2026-11-20T10:01:00Z', project: 'nothing' })).toEqual([]);
  expect(await ask({ since: '2026-11-20T10:04:30.5Z' })).toMatchObject([
    { source: 'tap', events: 1, missing_events: 7, duplicate_events: 4, delay_max_ms: 60_000 },
  ]);
});
