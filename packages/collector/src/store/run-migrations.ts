import { hash } from 'node:crypto';

import { CollectorError } from '../errors.js';
import { rollups } from '../rollups/keep-rollups.js';
import { rollupStatements } from '../rollups/rollup.js';
import { promotedColumnType } from './columns.js';
import { migrations, newestShape, type MigrationStore } from './migrations/index.js';
import { promotedColumns } from './promoted-columns.js';
import type { MigrationResult } from './store.js';

/**
 * Runs the steps that a store has not seen yet, each noted after it succeeded: every statement can be run again, so a
 * crash between a step and its note does no harm.
 */
export async function runMigrations(store: MigrationStore): Promise<MigrationResult> {
  await store.command(
    `CREATE TABLE IF NOT EXISTS migrations (number UInt32, name String, at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY number`,
  );
  const [found] = await store.read(`SELECT toUInt32(max(number)) AS number FROM migrations`);
  const from = Number(found?.['number'] ?? 0);
  if (from > newestShape) throw new CollectorError('store_newer', { detail: `(shape ${from}, known ${newestShape})` });
  const ran: string[] = [];
  for (const migration of migrations) {
    if (migration.number <= from) continue;
    for (const statement of migration.statements) await store.command(statement);
    await store.command(`INSERT INTO migrations (number, name) VALUES ({number:UInt32}, {name:String})`, {
      number: migration.number,
      name: migration.name,
    });
    ran.push(`${String(migration.number).padStart(4, '0')}-${migration.name}`);
  }
  ran.push(...(await addPromotedColumns(store)));
  // After the columns: what is summed may be one of them.
  ran.push(...(await prepareRollups(store)));
  return { from, to: newestShape, ran };
}

/**
 * A field that is promoted from now on gets its column; rows that were stored before read it out of their `props`.
 * `props` keeps what was in it, so nothing is rewritten.
 */
async function addPromotedColumns(store: MigrationStore): Promise<readonly string[]> {
  const there = new Set((await store.read(`DESCRIBE TABLE events`)).map((row) => String(row['name'])));
  const added = promotedColumns.filter((column) => !there.has(column.column));
  const additions = added.map((column) => {
    const type = promotedColumnType(column);
    const [name, codec = ''] = type.split(/ (?=CODEC)/);
    const reads = column.paths.map(
      (path) => `JSONExtract(props, ${path.map((key) => `'${key}'`).join(', ')}, '${name!.replace(/'/g, "\\'")}')`,
    );
    const value = reads.length === 1 ? reads[0]! : `coalesce(${reads.join(', ')})`;
    return `ADD COLUMN IF NOT EXISTS ${column.column} ${name} DEFAULT ${value} ${codec} AFTER privacy`;
  });
  if (added.length > 0) {
    await store.command(`ALTER TABLE events ${additions.join(', ')}`);
    await store.command(`CREATE OR REPLACE VIEW counted_events AS SELECT * FROM events WHERE counted = 1`);
  }
  return added.map((column) => `column ${column.column}`);
}

/**
 * Roll-ups have no steps of their own: when the definition of one is another than when its table was made, all are thrown
 * away, and the loader sums them anew from the events.
 */
async function prepareRollups(store: MigrationStore): Promise<readonly string[]> {
  await store.command(
    `CREATE TABLE IF NOT EXISTS rollup_shapes (name String, shape String, at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY (name, at)`,
  );
  const known = await store.read(`SELECT name, argMax(shape, at) AS shape FROM rollup_shapes GROUP BY name`);
  const shapes = rollups.map((rollup) => ({
    name: rollup.name,
    statements: rollupStatements(rollup),
    shape: hash('sha1', JSON.stringify([rollupStatements(rollup), rollup.select('rows', 'turns')])),
  }));
  if (shapes.every(({ name, shape }) => known.some((row) => row['name'] === name && row['shape'] === shape))) return [];
  // The one that holds the checksum goes first and comes last, so that a crash on the way leaves nothing that looks whole.
  for (const { name } of shapes.toReversed()) await store.command(`DROP TABLE IF EXISTS ${name}_rows SYNC`);
  for (const { name, statements, shape } of shapes) {
    for (const statement of statements) await store.command(statement);
    await store.command(`INSERT INTO rollup_shapes (name, shape) VALUES ({name:String}, {shape:String})`, {
      name,
      shape,
    });
  }
  return shapes.map(({ name }) => `rollup ${name}`);
}
