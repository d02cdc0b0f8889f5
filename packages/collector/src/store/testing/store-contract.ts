import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Store } from '../store.js';

/** What every store must do, whatever stands behind it. `open` opens the same store again when it is called twice. */
export function storeContract(
  name: string,
  open: () => Promise<{ readonly store: Store; readonly remove: () => Promise<void> }>,
): void {
  describe(`the store contract: ${name}`, () => {
    let opened: Awaited<ReturnType<typeof open>>;
    let store: Store;
    const limits = { timeMsMax: 5_000, memoryBytesMax: 500_000_000, rowsMax: 100 };
    const columns = ['account', 'thread_id', 'turn_id', 'own', 'rank'];
    const rows = Buffer.from('a\tt1\tu1\t0\t1\na\tt2\tu\\t2\t0\t2\n');

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
      await store.migrate();
    });

    afterEach(async () => {
      await store.close();
      await opened.remove();
    });

    test('migrates once, and says what it did', async () => {
      const again = await store.migrate();
      expect(again).toEqual({ from: again.to, to: again.to, ran: [] });
    });

    test('gives back what was inserted, every character of it', async () => {
      await store.insert({ table: 'speakers', columns, rows, token: '1' });
      expect(await store.read('SELECT thread_id, turn_id, rank FROM speakers ORDER BY thread_id')).toEqual([
        { thread_id: 't1', turn_id: 'u1', rank: 1 },
        { thread_id: 't2', turn_id: 'u\t2', rank: 2 },
      ]);
    });

    test('drops a batch whose token it has seen, and not one with the same rows and another token', async () => {
      for (const token of ['1', '1', '2']) {
        await store.insert({
          table: 'loads',
          columns: [
            'log_id',
            'segment',
            'from_offset',
            'to_offset',
            'events',
            'stored',
            'duplicates',
            'set_aside',
            'loaded_at',
          ],
          rows: Buffer.from('log\t1\t32\t64\t1\t1\t0\t0\t2026-11-20 00:00:00.000\n'),
          token,
        });
      }
      expect(await store.read('SELECT count() AS n FROM loads')).toEqual([{ n: 2 }]);
    });

    test('binds values, so that they are never part of the statement', async () => {
      const odd = `'; DROP TABLE events; --\\ "\n`;
      const result = await store.query(
        'SELECT {odd:String} AS odd, {list:Array(String)} AS list, {n:Int64} AS n',
        { odd, list: [odd, 'b'], n: -5 },
        limits,
      );
      expect(result.rows).toEqual([{ odd, list: [odd, 'b'], n: -5 }]);
    });

    test('takes statements of the loader that name every event of a large batch', async () => {
      await store.insert({ table: 'speakers', columns, rows, token: '1' });
      const numbers = Array.from({ length: 40_000 }, (_, at) => 10n ** 18n + BigInt(at)).join(', ');
      const names = Array.from(
        { length: 20_000 },
        (_, at) => `0197cf38-7b0c-7d21-8d3d-${String(at).padStart(12, '0')}`,
      );
      const one = 'SELECT count() AS n FROM speakers WHERE';
      expect(await store.read(`${one} rank NOT IN (${numbers})`)).toEqual([{ n: 2 }]);
      expect(await store.read(`${one} turn_id NOT IN {names:Array(String)}`, { names })).toEqual([{ n: 2 }]);
      await store.command(`ALTER TABLE events UPDATE counted = 0 WHERE speaker IN (${numbers})`);
      await store.command('ALTER TABLE events UPDATE counted = 0 WHERE thread_id IN {names:Array(String)}', { names });
    });

    test('gives integers as numbers and times as ISO texts', async () => {
      const { rows: found } = await store.query(
        "SELECT toUInt64(5) AS big, count() AS none, toDateTime64('2026-11-20 10:00:00.123', 3, 'UTC') AS at, toDate('2026-11-20') AS day, CAST(NULL, 'Nullable(Int64)') AS nothing FROM events",
        {},
        limits,
      );
      expect(found).toEqual([{ big: 5, none: 0, at: '2026-11-20T10:00:00.123Z', day: '2026-11-20', nothing: null }]);
    });

    test('answers queries side by side, and refuses to write in them', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, n) => store.query(`SELECT ${n} AS n`, {}, limits)),
      );
      expect(answers.map((answer) => answer.rows[0]?.['n'])).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
      await expect(store.query("INSERT INTO speakers (account) VALUES ('x')", {}, limits)).rejects.toThrow(/readonly/);
    });

    test('gives the answer to a query and nothing of one that failed before', async () => {
      const failing = `SELECT throwIf(number = 70000, 'stop') AS failed FROM numbers(100000)`;
      for (let at = 0; at < 4; at++) {
        await expect(store.query(failing, {}, { ...limits, rowsMax: 1_000_000 })).rejects.toThrow(/stop/);
        await expect(store.read(failing)).rejects.toThrow(/stop/);
        expect((await store.query('SELECT 1 AS n', {}, { ...limits, rowsMax: 1_000_000 })).rows).toEqual([{ n: 1 }]);
        expect(await store.read('SELECT 1 AS n')).toEqual([{ n: 1 }]);
      }
    });

    test('puts the limits on the engine', async () => {
      await expect(store.query('SELECT arrayJoin(range(101))', {}, limits)).rejects.toThrow(/rows/i);
      await expect(
        store.query('SELECT arrayJoin(range(3)) SETTINGS max_result_rows = 1000', {}, limits),
      ).rejects.toThrow(/readonly/);
      const little = { ...limits, memoryBytesMax: 20_000_000 };
      await expect(
        store.query('SELECT length(groupArray(number)) FROM numbers(100000000)', {}, little),
      ).rejects.toThrow(/memory/i);
      const short = { ...limits, timeMsMax: 100 };
      await expect(store.query('SELECT count() FROM numbers(1000000000000)', {}, short)).rejects.toThrow(/time/i);
      const [row] = (
        await store.query("SELECT getSetting('max_temporary_data_on_disk_size_for_query') AS bytes", {}, limits)
      ).rows;
      expect(Number(row?.['bytes'])).toBeGreaterThan(0);
    });

    test('refuses a store of a newer version', async () => {
      await store.command("INSERT INTO migrations (number, name) VALUES (9999, 'from the future')");
      await expect(store.migrate()).rejects.toMatchObject({ code: 'store_newer' });
    });
  });
}
