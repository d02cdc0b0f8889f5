import { mkdirSync, readdirSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { startCollector } from '../collector.js';
import { openEventLog } from '../log/event-log.js';
import { listSegments, readSegmentBytes, readSegmentStart, scanSegment } from '../log/read-segment.js';
import { gzipSegment, rewriteSegment } from '../log/rewrite-segment.js';
import { openStore, rebuildStore } from '../open-store.js';
import { rollups } from '../rollups/keep-rollups.js';
import { silentLogger } from '../logger.js';
import type { Store } from '../store/store.js';
import { bodyOf, lineOf, threadA, threadB } from '../testing/lines.js';
import { openLoadedStore } from '../testing/loaded-store.js';
import { scratchFolder } from '../testing/scratch.js';
import { backupData, restoreData } from './backup.js';
import { parseForgetRequest } from './forget-request.js';
import { createKeeper } from './keeper.js';
import { applyRetention } from './retention.js';

const day = 86_400_000;

/** A data directory whose log holds these bodies, each in a segment of its own. */
async function dataWith(bodies: readonly Buffer[], clock: () => number = () => 1_000): Promise<string> {
  const folder = scratchFolder();
  const log = await openEventLog({ directory: join(folder, 'log'), clock, segmentBytesMax: 1 });
  for (const body of bodies) await log.append({ account: 'local', door: 'events', received_at_ms: clock() }, [body]);
  await log.close();
  return folder;
}

async function idsInLog(folder: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const { segment } of await listSegments(join(folder, 'log'))) {
    const bytes = await readSegmentBytes(join(folder, 'log'), segment);
    for (const frame of scanSegment(bytes!, segment, 0).frames) {
      for (const line of frame.lines.toString().split('\n'))
        if (line !== '') ids.push(JSON.parse(line).envelope.delivery_id);
    }
  }
  return ids;
}

const bodies = [
  bodyOf([{ id: 'a' }, { id: 'b', thread: threadB }]),
  bodyOf([{ id: 'c', thread: threadB }]),
  bodyOf([{ id: 'd' }]),
];

describe('a closed segment', () => {
  test('reads the same after it was compressed, also when that was cut off and both files are there', async () => {
    const folder = await dataWith(bodies);
    const directory = join(folder, 'log');
    const plain = await readFile(join(directory, '0000000001.log'));
    await gzipSegment(directory, 1);
    expect(readdirSync(directory).sort()).toEqual(['0000000001.log.gz', '0000000002.log', '0000000003.log']);
    expect(await readSegmentBytes(directory, 1)).toEqual(plain);
    writeFileSync(join(directory, '0000000001.log'), plain);
    expect((await listSegments(directory)).map(({ segment, gzip }) => [segment, gzip])).toEqual([
      [1, false],
      [2, false],
      [3, false],
    ]);
    expect(await idsInLog(folder)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('tells when it was begun by its first bytes, compressed or not', async () => {
    const log = join(await dataWith([bodyOf([{ id: 'a' }]), bodyOf([{ id: 'b' }])], () => 77_000), 'log');
    await gzipSegment(log, 1);
    // What stands behind the head is not looked at.
    truncateSync(join(log, '0000000002.log'), 100);
    const starts = (await listSegments(log)).map(readSegmentStart);
    expect(await Promise.all(starts)).toEqual([77_000, 77_000]);
  });

  test('is written anew without some lines, compressed or not', async () => {
    const folder = await dataWith(bodies);
    const directory = join(folder, 'log');
    await gzipSegment(directory, 1);
    const keep = (id: string) => (frame: { readonly lines: Buffer }) =>
      frame.lines
        .toString()
        .split('\n')
        .filter((line) => line !== '' && !line.includes(`"${id}"`));
    expect(await rewriteSegment(directory, 1, keep('b'))).toBe(1);
    expect(await rewriteSegment(directory, 3, keep('d'))).toBe(1);
    expect(await idsInLog(folder)).toEqual(['a', 'c']);
  });
});

describe('a data directory without a collector', () => {
  test('is loaded and answers', async () => {
    const store = await openStore(await dataWith(bodies));
    expect((await store.sql('SELECT count() AS n FROM counted_events')).rows).toEqual([{ n: 4 }]);
    expect((await store.query('overview')).rows).toMatchObject([{ threads: 2 }]);
    await store.close();
  });

  test('forgets a thread, an account or a time, and a rebuild does not bring it back', async () => {
    const folder = await dataWith([...bodies, Buffer.from(`${lineOf({ id: 'old', atMs: 5 })}\n`)]);
    const store = await openStore(folder);
    expect(await store.forget({ thread: threadB })).toEqual({ rows: 2, lines: 2, segments: 2 });
    expect(await store.forget({ beforeMs: 6 })).toEqual({ rows: 1, lines: 1, segments: 1 });
    expect(await store.forget({ account: 'somebody' })).toEqual({ rows: 0, lines: 0, segments: 0 });
    const left = 'SELECT delivery_id FROM events ORDER BY delivery_id';
    expect((await store.sql(left)).rows).toEqual([{ delivery_id: 'a' }, { delivery_id: 'd' }]);
    expect((await store.sql('SELECT DISTINCT thread_id FROM threads')).rows).toEqual([{ thread_id: threadA }]);
    for (const { name } of rollups) {
      expect((await store.sql(`SELECT count() AS n FROM ${name}_rows WHERE thread_id = '${threadB}'`)).rows).toEqual([
        { n: 0 },
      ]);
    }
    expect((await store.query('overview')).rows).toMatchObject([{ threads: 1 }]);
    await store.close();
    expect(await rebuildStore(folder)).toMatchObject({ events: 2 });
    expect(await idsInLog(folder)).toEqual(['a', 'd']);
  });

  test.each(['caf\u00e9', 'a/b', 'quote"d', '\ud83d\ude80', 'tab\t'])(
    'forgets a thread whose id is spelled in another way in the log: %j',
    async (thread) => {
      const spelled = JSON.stringify(thread)
        .slice(1, -1)
        .replaceAll('/', '\\/')
        .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
      const line = lineOf({ id: 'a', thread: 'THREAD' }).replace('THREAD', () => spelled);
      expect(JSON.parse(line).event.event_params.thread_id).toBe(thread);
      const folder = await dataWith([Buffer.from(`${line}\n${lineOf({ id: 'b' })}\n`)]);
      const store = await openStore(folder);
      expect(await store.forget({ thread })).toEqual({ rows: 1, lines: 1, segments: 1 });
      await store.close();
      expect(await idsInLog(folder)).toEqual(['b']);
    },
  );

  test('finds what comes after everything was forgotten, also after a start without an event', async () => {
    const folder = await dataWith([bodyOf([{ id: 'a' }]), bodyOf([{ id: 'b' }])]);
    const store = await openStore(folder);
    await store.forget({ beforeMs: Date.UTC(2100, 0) });
    await store.close();
    for (let start = 0; start < 3; start++) await (await openEventLog({ directory: join(folder, 'log') })).close();
    const log = await openEventLog({ directory: join(folder, 'log') });
    await log.append({ account: 'local', door: 'events', received_at_ms: 1_000 }, [bodyOf([{ id: 'c' }])]);
    await log.close();
    const later = await openStore(folder);
    expect((await later.sql('SELECT delivery_id FROM events')).rows).toEqual([{ delivery_id: 'c' }]);
    await later.close();
  });

  test('a rebuild that was killed while it removed the store leaves none of it for the next', async () => {
    const folder = await dataWith(bodies);
    await (await openStore(folder)).close();
    renameSync(join(folder, 'store'), join(folder, 'store.gone'));
    const store = await openStore(folder);
    expect((await store.sql('SELECT count() AS n FROM events')).rows).toEqual([{ n: 4 }]);
    await store.close();
    expect(readdirSync(folder)).not.toContain('store.gone');
    mkdirSync(join(folder, 'store.gone', 'data'), { recursive: true });
    expect(await rebuildStore(folder)).toMatchObject({ events: 4 });
    expect(readdirSync(folder)).not.toContain('store.gone');
  });

  test('is held by one process only', async () => {
    const folder = await dataWith(bodies);
    const store = await openStore(folder);
    await expect(openStore(folder)).rejects.toMatchObject({ code: 'data_in_use' });
    await expect(startCollector({ dataDir: folder, port: 0 })).rejects.toMatchObject({ code: 'data_in_use' });
    await store.close();
  });
});

describe('a backup', () => {
  test('of a running collector is restored and gives the same answers', async () => {
    const folder = scratchFolder();
    const collector = await startCollector({ dataDir: folder, port: 0 });
    const headers = { authorization: `Bearer ${collector.token}` };
    for (const body of bodies)
      await fetch(`${collector.url}/v1/events`, { method: 'POST', headers, body: new Uint8Array(body) });
    const backup = join(scratchFolder(), 'backup');
    await backupData(folder, backup);
    await collector.close();
    const restored = join(scratchFolder(), 'data');
    await restoreData(backup, restored);
    const store = await openStore(restored);
    expect(
      (await store.sql('SELECT delivery_id FROM events ORDER BY 1')).rows.map((row) => row['delivery_id']),
    ).toEqual(['a', 'b', 'c', 'd']);
    await store.close();
    await expect(restoreData(backup, restored)).rejects.toMatchObject({ code: 'data_not_empty' });
    await expect(backupData(folder, backup)).rejects.toMatchObject({ code: 'data_not_empty' });
  });

  test('takes the place of a log that was lost, and what comes later is found', async () => {
    const folder = await dataWith(bodies);
    const backup = join(scratchFolder(), 'backup');
    await backupData(folder, backup);
    const add = async (id: string): Promise<void> => {
      const log = await openEventLog({ directory: join(folder, 'log') });
      await log.append({ account: 'local', door: 'events', received_at_ms: 1_000 }, [bodyOf([{ id }])]);
      await log.close();
    };
    await add('later');
    await (await openStore(folder)).close();
    rmSync(join(folder, 'log'), { recursive: true });
    await restoreData(backup, folder);
    await add('new');
    const store = await openStore(folder);
    const { rows } = await store.sql('SELECT delivery_id FROM events ORDER BY 1');
    expect(rows.map((row) => row['delivery_id'])).toEqual(['a', 'b', 'c', 'd', 'new']);
    await store.close();
  });

  test('whose copy was cut off can be restored once more', async () => {
    const backup = join(scratchFolder(), 'backup');
    const folder = await dataWith(bodies);
    await (await openStore(folder)).close();
    await backupData(folder, backup);
    const target = scratchFolder();
    // Nothing can be put in its place: the disk might as well be full.
    mkdirSync(join(target, 'log-id'));
    await expect(restoreData(backup, target)).rejects.toThrow(/log-id/);
    rmSync(join(target, 'log-id'), { recursive: true });
    await restoreData(backup, target);
    expect(await idsInLog(target)).toEqual(['a', 'b', 'c', 'd']);
  });

  test('that was damaged is refused whole', async () => {
    const backup = join(scratchFolder(), 'backup');
    await backupData(await dataWith(bodies), backup);
    writeFileSync(join(backup, 'log', '0000000002.log'), 'something else');
    const target = join(scratchFolder(), 'data');
    await expect(restoreData(backup, target)).rejects.toMatchObject({ code: 'backup_damaged' });
    rmSync(backup, { recursive: true });
    await expect(restoreData(backup, target)).rejects.toMatchObject({ code: 'backup_damaged' });
  });
});

describe('retention', () => {
  const segmentsLeft = async (folder: string): Promise<readonly number[]> =>
    (await listSegments(join(folder, 'log'))).map(({ segment }) => segment);

  async function dated(): Promise<{
    readonly folder: string;
    readonly commands: string[];
    readonly store: {
      command(sql: string, params?: unknown): Promise<void>;
      read(): Promise<readonly { rows: number }[]>;
    };
  }> {
    let now = 0;
    const folder = await dataWith(bodies, () => (now += day));
    const commands: string[] = [];
    return {
      folder,
      commands,
      store: {
        command: async (sql, params) => void commands.push(`${sql} ${JSON.stringify(params)}`),
        read: async () => [{ rows: 1 }],
      },
    };
  }

  test('drops segments that are old as a whole, after their events have left the store', async () => {
    const { folder, commands, store } = await dated();
    // The clock ticks at each look: the segments begin on days 1, 3 and 5.
    const result = await applyRetention(
      { ageMsMax: 2 * day },
      { store, logDirectory: join(folder, 'log'), beforeSegment: 4, nowMs: 6 * day },
    );
    expect(result.cutoffMs).toBe(4 * day);
    expect(await segmentsLeft(folder)).toEqual([2, 3]);
    expect(commands).toEqual([expect.stringContaining(`{"cutoff":${4 * day}}`)]);
  });

  test('drops the oldest segments while the log is too large', async () => {
    const { folder, store } = await dated();
    await applyRetention(
      { logBytesMax: 1 },
      { store, logDirectory: join(folder, 'log'), beforeSegment: 3, nowMs: 9 * day },
    );
    expect(await segmentsLeft(folder)).toEqual([3]);
  });

  test('never drops what the store has not loaded', async () => {
    const { folder, store } = await dated();
    await applyRetention(
      { ageMsMax: 1, logBytesMax: 1 },
      { store, logDirectory: join(folder, 'log'), beforeSegment: 1, nowMs: 99 * day },
    );
    expect(await segmentsLeft(folder)).toEqual([1, 2, 3]);
  });

  test('without a bound keeps everything', async () => {
    const { folder, commands, store } = await dated();
    await applyRetention({}, { store, logDirectory: join(folder, 'log'), beforeSegment: 9, nowMs: 99 * day });
    expect(await segmentsLeft(folder)).toEqual([1, 2, 3]);
    expect(commands).toEqual([]);
  });
});

describe('retention of a store', () => {
  test('takes what is old out of answers, sums and log, and a rebuild does not bring it back', async () => {
    const folder = scratchFolder();
    const nowMs = Date.now();
    const loaded = await openLoadedStore(folder);
    await loaded.load([{ id: 'old', thread: threadB, type: 'tacho_model_response' }], {
      received_at_ms: nowMs - 50 * day,
    });
    await loaded.log.rotate();
    await loaded.load([{ id: 'young' }], { received_at_ms: nowMs + day });
    const keeper = createKeeper({
      store: loaded.store,
      logDirectory: loaded.log.directory,
      logger: silentLogger,
      retention: { ageMsMax: 10 * day },
      // Later than both: a segment is as old as the moment at which the next one began.
      clock: () => nowMs + 10 * day + 3_600_000,
      loadedUpTo: () => loaded.loader.reached(),
      isIdle: () => loaded.loader.isIdle(),
      onRemoved: () => loaded.loader.storeChanged(),
    });
    expect(await keeper.retain()).toMatchObject({ rows: 1, segments: 1 });
    expect(await loaded.rows('SELECT delivery_id FROM events')).toEqual([{ delivery_id: 'young' }]);
    expect(await loaded.rows('SELECT sum(events) AS n FROM activity')).toEqual([{ n: 1 }]);
    // Also on the disk, which is what a bound is for.
    for (const table of ['events', 'threads', 'speakers', ...rollups.map(({ name }) => `${name}_rows`)]) {
      const [row] = await loaded.rows(
        `SELECT sum(rows) AS kept, (SELECT count() FROM ${table}) AS shown, (SELECT countIf(thread_id = '${threadB}') FROM ${table}) AS old FROM system.parts WHERE active AND database = currentDatabase() AND table = '${table}'`,
      );
      expect([table, row?.['kept'], row?.['old']]).toEqual([table, row?.['shown'], 0]);
    }
    await loaded.close();
    expect(await idsInLog(folder)).toEqual(['young']);
    await rebuildStore(folder);
    const store = await openStore(folder);
    expect((await store.sql('SELECT delivery_id FROM events')).rows).toEqual([{ delivery_id: 'young' }]);
    await store.close();
  });
});

test('a clock that was far ahead for a moment does not end retention for years', async () => {
  const folder = await dataWith(bodies, () => day);
  let nowMs = 2 * day;
  const looks: number[] = [];
  const keeper = createKeeper({
    store: { read: async () => [{ rows: looks.push(nowMs) && 0 }] } as unknown as Store,
    logDirectory: join(folder, 'log'),
    logger: silentLogger,
    retention: { ageMsMax: 1_000 * 365 * day },
    clock: () => nowMs,
    loadedUpTo: () => ({ segment: 0, offset: 0 }),
    isIdle: () => false,
    onRemoved: () => Promise.resolve(),
  });
  for (const at of [2 * day, 2 * day + 60_000, 900 * day, 3 * day, 3 * day + 60_000, 4 * day]) {
    nowMs = at;
    await keeper.tidy();
  }
  expect(looks).toEqual([2 * day, 900 * day, 3 * day, 4 * day]);
});

describe('a request to forget', () => {
  test.each([null, {}, { thread: '' }, { thread: 5 }, { before_ms: 'x' }, { everything: true }, []])(
    '%j is refused',
    (value) => {
      expect(() => parseForgetRequest(value)).toThrow(expect.objectContaining({ code: 'parameter_invalid' }));
    },
  );
});
