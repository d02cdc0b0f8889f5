import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { CollectorError } from '../errors.js';
import { openChdbStore } from '../store/chdb-store.js';
import { fromEngineError } from '../store/engine-errors.js';
import type { Store } from '../store/store.js';
import { lastingFolder } from '../testing/scratch.js';
import { checkStatementTree, parseOneStatement } from './check-statement.js';

const limits = { timeMsMax: 1_000, memoryBytesMax: 200_000_000, rowsMax: 1_000 };
let store: Store;

beforeAll(async () => {
  store = await openChdbStore({ directory: lastingFolder() });
  await store.migrate();
});

afterAll(async () => {
  await store.close();
});

/** As `POST /api/sql` does it: look, look at the tree, run. Gives the rows or the code of the refusal. */
async function attempt(sql: string): Promise<unknown> {
  try {
    const statement = parseOneStatement(sql);
    const tree = await store.query(`EXPLAIN AST ${statement}`, {}, limits);
    checkStatementTree(tree.rows.map((row) => String(Object.values(row)[0])));
    return (await store.query(statement, {}, limits)).rows;
  } catch (error) {
    return error instanceof CollectorError ? error.code : fromEngineError(error).code;
  }
}

describe('read-only SQL', () => {
  test.each([
    ['SELECT 1 AS n', [{ n: 1 }]],
    ['select count() as n from events;', [{ n: 0 }]],
    ['-- how many; of all\n/* and; why */ -- \n select count() as n from events', [{ n: 0 }]],
    ['-- nothing else', 'sql_refused'],
    ['/* SELECT 1', 'sql_refused'],
    ['-- a comment\nDROP TABLE events', 'sql_refused'],
    ['WITH x AS (SELECT 2 AS n) SELECT n FROM x', [{ n: 2 }]],
    ["SELECT ';' AS text -- a comment; with a semicolon", [{ text: ';' }]],
    [
      "SELECT 'INTO OUTFILE FORMAT SETTINGS system.tables' AS text",
      [{ text: 'INTO OUTFILE FORMAT SETTINGS system.tables' }],
    ],
    ["SELECT format('{}', 'a') AS format", [{ format: 'a' }]],
    [
      'SELECT count() AS n FROM tacho.counted_events AS e WHERE e.thread_id IN (SELECT thread_id FROM threads)',
      [{ n: 0 }],
    ],
    ['(SELECT 1 AS n) UNION ALL (SELECT 1 AS n)', [{ n: 1 }, { n: 1 }]],
  ])('%s is answered', async (sql, rows) => {
    expect(await attempt(sql)).toEqual(rows);
  });

  test.each([
    'DROP TABLE events',
    'INSERT INTO events (event_type) VALUES (1)',
    'ALTER TABLE events DELETE WHERE 1',
    'TRUNCATE TABLE events',
    'CREATE TABLE x (a Int8) ENGINE = Memory',
    'SET readonly = 0',
    'SYSTEM SHUTDOWN',
    'KILL QUERY WHERE 1',
    'SHOW TABLES',
    'EXPLAIN SELECT 1',
    'SELECT 1; DROP TABLE events',
    "SELECT 1 INTO OUTFILE '/tmp/out.csv'",
    "SELECT 1 UNION ALL SELECT 2 INTO OUTFILE '/tmp/out.csv' FORMAT CSV",
    'SELECT 1 FORMAT CSV',
    'SELECT 1 SETTINGS max_execution_time = 0',
    'SELECT * FROM (SELECT 1 SETTINGS readonly = 0)',
    'SELECT * FROM system.tables',
    'SELECT * FROM SYSTEM.tables',
    'SELECT * FROM `system`.`tables`',
    'SELECT * FROM "system"."tables"',
    'SELECT * FROM /* */ system /* */ . /* */ tables',
    'SELECT 1 WHERE 1 IN system.one',
    'SELECT 1 WHERE 1 IN (system.one)',
    'SELECT (SELECT count() FROM system.tables)',
    'SELECT * FROM information_schema.tables',
    'SELECT * FROM INFORMATION_SCHEMA.TABLES',
    "SELECT * FROM file('/etc/passwd', LineAsString)",
    "SELECT * FROM url('http://127.0.0.1/', LineAsString)",
    "SELECT * FROM s3('http://127.0.0.1/x')",
    "SELECT * FROM remote('127.0.0.1', system.one)",
    "SELECT * FROM mysql('127.0.0.1:1', 'a', 'b', 'c', 'd')",
    "SELECT * FROM sqlite('/tmp/x.db', 't')",
    "SELECT * FROM executable('id', TSV, 'a String')",
    "SELECT * FROM merge('system', '.*')",
    'SELECT * FROM numbers(10)',
    "SELECT file('/etc/passwd')",
    'SELECT hostName()',
    "SELECT getSetting('readonly')",
    'SELECT sleep(3)',
    "SELECT dictGet('x', 'y', 1)",
    'SELECT * FROM cluster(default, system.one)',
    "SELECT * FROM viewIfPermitted(SELECT 1 ELSE null('a Int8'))",
    'SELECT 1 PARALLEL WITH SELECT 2',
    "SELECT '",
    'SELECT /* 1',
    '',
    ';',
  ])('%s is refused', async (sql) => {
    expect(await attempt(sql)).toMatch(/^sql_(refused|failed)$/);
  });

  test('a query that takes too long, too much memory or too many rows is stopped', async () => {
    const big = '(SELECT arrayJoin(range(1000000)) AS n)';
    expect(await attempt(`SELECT count() FROM ${big} AS a, ${big} AS b WHERE sipHash64(a.n, b.n) = 1`)).toBe(
      'query_limit',
    );
    expect(
      await attempt(
        `SELECT length(groupArray(concat('some text to fill memory', toString(a.n), toString(b.n)))) FROM ${big} AS a, ${big} AS b`,
      ),
    ).toBe('query_limit');
    expect(await attempt('SELECT arrayJoin(range(2000))')).toBe('query_limit');
  });

  test('a table that no one has is the engine’s to refuse, without a path of this machine', async () => {
    const error = await store
      .query('SELECT * FROM nothing', {}, limits)
      .catch((cause: unknown) => fromEngineError(cause));
    expect(error).toMatchObject({ code: 'sql_failed' });
    expect(String(error)).not.toMatch(/\/tmp\//);
  });
});
