import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, describe, expect, test } from 'vitest';

import { openEventLog } from '../log/event-log.js';
import type { LogPosition } from '../log/format.js';
import { bodyOf, lineOf, threadA, threadB, type TestLine } from '../testing/lines.js';
import { openLoadedStore, type LoadedStore } from '../testing/loaded-store.js';
import { silentLogger } from '../logger.js';
import { openChdbStore } from '../store/chdb-store.js';
import { scratchFolder } from '../testing/scratch.js';
import { startLoader, type Loader } from './loader.js';

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

const countedIds = async (loaded: LoadedStore): Promise<readonly unknown[]> =>
  (await loaded.rows('SELECT delivery_id FROM counted_events ORDER BY delivery_id')).map((row) => row['delivery_id']);

describe('a delivery', () => {
  test('that is sent again counts once, in the same body, in the next, and after a restart', async () => {
    const folder = scratchFolder();
    const events = [{ id: 'a' }, { id: 'b' }, { id: 'a' }];
    let loaded = await openIn(folder);
    await loaded.load(events);
    await loaded.load(events);
    loaded = await openIn(folder);
    await loaded.load([...events, { id: 'c' }]);
    expect(await countedIds(loaded)).toEqual(['a', 'b', 'c']);
  });

  test('is told by its id alone: equal events with other ids all count, another event with the same id does not', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([{ id: 'a' }, { id: 'b' }, { id: 'a', thread: threadB, turn: 'other' }]);
    await loaded.load([{ id: 'b', thread: threadB, turn: 'other' }]);
    expect(await countedIds(loaded)).toEqual(['a', 'b']);
  });

  test('of one account is not that of another', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([{ id: 'a' }], { account: 'one' });
    await loaded.load([{ id: 'a' }], { account: 'two' });
    expect(await loaded.rows('SELECT account, delivery_id FROM counted_events ORDER BY account')).toEqual([
      { account: 'one', delivery_id: 'a' },
      { account: 'two', delivery_id: 'a' },
    ]);
  });

  test('in the native form gets an id from the collector: sent twice it counts twice, replayed it counts once', async () => {
    const folder = scratchFolder();
    let loaded = await openIn(folder);
    const event = JSON.stringify(JSON.parse(lineOf({ id: 'x' })).event);
    for (const id of ['native.1', 'native.2']) {
      await loaded.log.append({ account: 'local', door: 'native', received_at_ms: 5, id }, [Buffer.from(`${event}\n`)]);
    }
    await loaded.loader.caughtUp();
    await loaded.store.command('TRUNCATE TABLE loads');
    loaded = await openIn(folder);
    expect(await countedIds(loaded)).toEqual(['native.1.0', 'native.2.0']);
  });
});

describe('one source speaks for a turn', () => {
  const told = (source: TestLine['source'], turn: string | null, count = 2): readonly TestLine[] =>
    Array.from({ length: count }, (_, at) => ({ id: `${source}-${turn}-${at}`, turn, ...(source && { source }) }));

  const counted = async (loaded: LoadedStore): Promise<readonly unknown[]> =>
    loaded.rows('SELECT turn_id, source, count() AS n FROM counted_events GROUP BY ALL ORDER BY ALL');

  test.each([
    ['rollout', 'native', 'tap', 'library'],
    ['library', 'tap', 'native', 'rollout'],
    ['tap', 'library', 'rollout', 'native'],
  ] as const)('the best one, when they come in the order %s, %s, %s, %s', async (...order) => {
    const loaded = await openIn(scratchFolder());
    for (const source of order) await loaded.load(told(source, 'turn-1'));
    expect(await counted(loaded)).toEqual([{ turn_id: 'turn-1', source: 'library', n: 2 }]);
  });

  test('whatever the order inside of one body', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([...told('rollout', 'turn-1'), ...told('tap', 'turn-1'), ...told('native', 'turn-1')]);
    expect(await counted(loaded)).toEqual([{ turn_id: 'turn-1', source: 'tap', n: 2 }]);
  });

  test('a thread that was tapped yesterday and run without a tap today counts whole', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load(told('tap', 'turn-1'));
    await loaded.load([...told('rollout', 'turn-1', 3), ...told('rollout', 'turn-2', 3)]);
    expect(await counted(loaded)).toEqual([
      { turn_id: 'turn-1', source: 'tap', n: 2 },
      { turn_id: 'turn-2', source: 'rollout', n: 3 },
    ]);
  });

  test('likewise for what has no turn, by thread', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([...told('rollout', null), ...told('tap', null)]);
    expect(await counted(loaded)).toEqual([{ turn_id: '', source: 'tap', n: 2 }]);
  });

  test('never across accounts', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load(told('rollout', 'turn-1'), { account: 'one' });
    await loaded.load(told('tap', 'turn-1'), { account: 'two' });
    expect(
      await loaded.rows('SELECT account, source, count() AS n FROM counted_events GROUP BY ALL ORDER BY ALL'),
    ).toEqual([
      { account: 'one', source: 'rollout', n: 2 },
      { account: 'two', source: 'tap', n: 2 },
    ]);
  });

  test('our own events are spoken for by a source that tells them', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load(told('native', 'turn-1'));
    await loaded.load([{ id: 'cost', source: 'rollout', type: 'tacho_model_response' }, ...told('rollout', 'turn-1')]);
    expect(await countedIds(loaded)).toEqual(['cost', 'native-turn-1-0', 'native-turn-1-1']);
  });

  test('decided alike when the store is made anew from the log', async () => {
    const folder = scratchFolder();
    let loaded = await openIn(folder);
    for (const source of ['rollout', 'tap', 'native'] as const) await loaded.load(told(source, 'turn-1'));
    const before = await loaded.rows('SELECT delivery_id, counted FROM events ORDER BY delivery_id');
    await loaded.close();
    open = null;
    rmSync(join(folder, 'store'), { recursive: true });
    loaded = await openIn(folder);
    expect(await loaded.rows('SELECT delivery_id, counted FROM events ORDER BY delivery_id')).toEqual(before);
  });

  test('is decided for events that were stored before the collector was restarted', async () => {
    const folder = scratchFolder();
    let loaded = await openIn(folder);
    await loaded.load(told('rollout', 'turn-1'));
    loaded = await openIn(folder);
    await loaded.load(told('tap', 'turn-1'));
    loaded = await openIn(folder);
    await loaded.load(told('native', 'turn-1'));
    expect(await counted(loaded)).toEqual([{ turn_id: 'turn-1', source: 'tap', n: 2 }]);
  });
});

describe('a crash', () => {
  test('between a batch and its note changes nothing: the batch is loaded again and its events are known', async () => {
    const folder = scratchFolder();
    let loaded = await openIn(folder);
    await loaded.load([{ id: 'a' }, { id: 'b', thread: threadB }, { id: 'c', source: 'rollout' }]);
    await loaded.store.command('TRUNCATE TABLE loads');
    await loaded.store.command(`ALTER TABLE events DROP PARTITION 202601`);
    loaded = await openIn(folder);
    expect(await loaded.rows('SELECT delivery_id, counted FROM events ORDER BY delivery_id')).toEqual([
      { delivery_id: 'a', counted: 1 },
      { delivery_id: 'b', counted: 1 },
      { delivery_id: 'c', counted: 0 },
    ]);
  });
});

describe('who waits for what is loaded', () => {
  test('need not wait for the events to stop coming, and finds the sums', async () => {
    const folder = scratchFolder();
    const log = await openEventLog({ directory: join(folder, 'log') });
    const ends: LogPosition[] = [];
    for (let body = 0; body < 100; body++) {
      await log.append({ account: 'local', door: 'events', received_at_ms: 5 }, [bodyOf([{ id: `more.${body}` }])]);
      ends.push(log.durable());
    }
    await log.close();
    const store = await openChdbStore({ directory: join(folder, 'store') });
    await store.migrate();
    let told = 0;
    const loader: Loader = await startLoader({
      store,
      logDirectory: log.directory,
      logId: 'test',
      logger: silentLogger,
      idleBatchIntervalMs: 0,
      // Whenever a body is loaded the next one has come.
      onLoaded: () => void (told < ends.length && loader.advance(ends[told++]!)),
    });
    loader.advance(ends[told++]!);
    await loader.caughtUp();
    const [row] = await store.read('SELECT sum(events) AS n FROM activity');
    await loader.stop();
    await store.close();
    expect(told).toBeLessThan(ends.length);
    expect(Number(row?.['n'])).toBeGreaterThanOrEqual(1);
  });
});

describe('a row', () => {
  test('gets what its event does not say from the other events of its thread', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([
      {
        id: 'first',
        envelope: { client: 'codex_vscode', model: 'gpt-5.4', project: 'inventory', thread_source: 'user' },
      },
      { id: 'hook', params: { hook_name: 'Stop' } },
    ]);
    await loaded.load([{ id: 'later' }]);
    const [row] = await loaded.rows(
      "SELECT client, model, project, thread_source, root_thread_id FROM events WHERE delivery_id = 'later'",
    );
    expect(row).toEqual({
      client: 'codex_vscode',
      model: 'gpt-5.4',
      project: 'inventory',
      thread_source: 'user',
      root_thread_id: threadA,
    });
  });

  test('that came before its thread was known gets what is known later, and keeps what it says itself', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([
      { id: 'a', params: { hook_name: 'SessionStart' } },
      { id: 'b', envelope: { model: 'own' } },
    ]);
    await loaded.load([{ id: 'c', envelope: { client: 'codex_vscode', model: 'gpt-5.4', project: 'inventory' } }]);
    const rows = await loaded.rows('SELECT delivery_id, client, model, project FROM events ORDER BY delivery_id');
    expect(rows).toEqual([
      { delivery_id: 'a', client: 'codex_vscode', model: 'own', project: 'inventory' },
      { delivery_id: 'b', client: 'codex_vscode', model: 'own', project: 'inventory' },
      { delivery_id: 'c', client: 'codex_vscode', model: 'gpt-5.4', project: 'inventory' },
    ]);
    const [summed] = await loaded.rows("SELECT sum(events) AS n FROM activity WHERE project = 'inventory'");
    expect(summed).toEqual({ n: 3 });
  });

  test('lies on the day of its thread, or on a fixed day where the thread tells none', async () => {
    const loaded = await openIn(scratchFolder());
    await loaded.load([{ id: 'a' }, { id: 'b', thread: threadB }, { id: 'c', thread: 'no-uuid' }]);
    expect(await loaded.rows('SELECT delivery_id, day FROM events ORDER BY delivery_id')).toEqual([
      { delivery_id: 'a', day: '2026-11-20' },
      { delivery_id: 'b', day: '2026-01-27' },
      { delivery_id: 'c', day: '1970-01-01' },
    ]);
  });

  test('keeps every character of a text', async () => {
    const loaded = await openIn(scratchFolder());
    const odd = 'a\tb\nc\\d\re\0f"g\'h–ü🎉\\N';
    await loaded.load([{ id: odd, params: { hook_name: odd, other: odd } }]);
    const [row] = await loaded.rows('SELECT delivery_id, hook_name, props FROM events');
    expect(row?.['delivery_id']).toBe(odd);
    expect(row?.['hook_name']).toBe(odd);
    expect(JSON.parse(String(row?.['props']))).toMatchObject({ other: odd });
  });
});
