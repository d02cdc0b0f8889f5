// Multiplies the events of a store inside of the engine: `node fill-store.js STORE EVENTS`. Ids, times and dimensions are
// fresh in each copy; a thread holds the turns of a dozen copies, and its sub-agents stay its own.
import { createRequire } from 'node:module';

import { seedAtMs } from './seed-lines.js';

const [directory = '', wantedText = '0'] = process.argv.slice(2);
const wanted = Number(wantedText);
const copiesPerThread = 12;
const msBetweenCopies = 360_000;
const days = 90;
const rowsPerStatement = 500_000;

const chdb = createRequire(import.meta.url)('chdb') as typeof import('chdb');
const session = new chdb.Session(directory);
const run = (sql: string): Promise<unknown> => session.queryAsync(sql, { format: 'Null' });
const ask = async (sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  (JSON.parse((await session.queryAsync(sql, { format: 'JSON' })).text()) as { data: Record<string, unknown>[] }).data;

await run('USE tacho');
await run(`SET max_threads = 2, max_insert_threads = 1, max_partitions_per_insert_block = 0`);
await run(`CREATE TABLE seed ENGINE = Memory AS SELECT * FROM events`);
await run(`TRUNCATE TABLE events`);
const seeds = Number((await ask('SELECT count() AS n FROM seed'))[0]?.['n'] ?? 0);
const copies = Math.ceil(wanted / seeds);
const groups = Math.ceil(copies / copiesPerThread);

/** An id of the same form; those of one copy that were equal stay equal. Its time is that of the copy's thread. */
const fresh = (column: string, per: string): string => `if(${column} = '', '', concat(
  substring(hex48, 1, 8), '-', substring(hex48, 9, 4), '-7', substring(lower(hex(cityHash64(${column}, ${per}))), 1, 3), '-8',
  substring(lower(hex(cityHash64(${column}, ${per}))), 4, 3), '-', substring(lower(hex(cityHash64(${per}, ${column}))), 1, 12)))`;
const chosen = (values: readonly string[], salt: number): string =>
  `arrayElement([${values.map((value) => `'${value}'`).join(', ')}], 1 + cityHash64(tree, thread_copy, ${salt}) % ${values.length})`;
const replaced: Readonly<Record<string, string>> = {
  account: chosen(['local', 'local', 'local', 'team-a', 'team-b'], 1),
  day: `toDate(fromUnixTimestamp64Milli(started_ms, 'UTC'))`,
  thread_id: fresh('seed.thread_id', 'thread_copy'),
  turn_id: fresh('seed.turn_id', 'copy'),
  parent_thread_id: fresh('seed.parent_thread_id', 'thread_copy'),
  root_thread_id: fresh('seed.root_thread_id', 'thread_copy'),
  item_id: `if(isNull(seed.item_id), NULL, concat('call_', lower(hex(cityHash64(seed.item_id, copy)))))`,
  review_id: `if(isNull(seed.review_id), NULL, concat('r', lower(hex(cityHash64(seed.review_id, copy)))))`,
  delivery_id: `concat('fill.', toString(copy), '.', seed.delivery_id)`,
  delivery_hash: `cityHash64(copy, seed.delivery_id)`,
  source: `if(copy % 40 = 0, 'rollout', 'tap')`,
  counted: `if(copy % 40 = 0, 0, 1)`,
  speaker: `cityHash64(seed.turn_id, copy)`,
  occurred_at: `fromUnixTimestamp64Milli(at_ms, 'UTC')`,
  received_at: `fromUnixTimestamp64Milli(at_ms + 200 + cityHash64(copy, seed.delivery_id, 2) % 2000, 'UTC')`,
  project: `concat('project-', toString(cityHash64(tree, thread_copy, 3) % 40))`,
  client: chosen(['codex_vscode', 'codex_cli_rs', 'codex_exec', 'codex_desktop'], 4),
  model: `if(seed.model = '', '', ${chosen(['gpt-5.5', 'gpt-5.4', 'gpt-5.4-mini'], 5)})`,
  machine_id: `lower(hex(cityHash64(tree, thread_copy) % 300))`,
  duration_ms: `if(isNull(seed.duration_ms), NULL, toInt64(seed.duration_ms * (0.5 + (cityHash64(copy, seed.delivery_id, 6) % 4000) / 1000)))`,
  execution_duration_ms: `if(isNull(seed.execution_duration_ms), NULL, toInt64(seed.execution_duration_ms * (0.5 + (cityHash64(copy, seed.delivery_id, 7) % 4000) / 1000)))`,
};
const columns = (await ask('DESCRIBE TABLE events')).map((row) => String(row['name']));
const now = Date.now();
const copiesPerStatement = Math.max(1, Math.floor(rowsPerStatement / seeds));
for (let from = 0; from < copies; from += copiesPerStatement) {
  const count = Math.min(copiesPerStatement, copies - from);
  await run(`INSERT INTO events (${columns.join(', ')})
WITH if(seed.root_thread_id = '', seed.thread_id, seed.root_thread_id) AS tree,
  toUInt64(${from}) + number AS copy, intDiv(copy, ${copiesPerThread}) AS thread_copy,
  toInt64(${now - days * 86_400_000}) + intDiv(toInt64(thread_copy) * ${days * 86_400_000 - 7_200_000}, ${groups}) AS started_ms,
  started_ms + toInt64(copy % ${copiesPerThread}) * ${msBetweenCopies} + toUnixTimestamp64Milli(seed.occurred_at) - ${seedAtMs} AS at_ms,
  leftPad(lower(hex(toUInt64(started_ms))), 12, '0') AS hex48
SELECT ${columns.map((column) => `${replaced[column] ?? `seed.${column}`} AS new_${column}`).join(', ')}
FROM numbers(${count}) AS copies CROSS JOIN seed
SETTINGS max_block_size = 65536, min_insert_block_size_rows = ${rowsPerStatement}, optimize_trivial_insert_select = 0`);
}
await run('DROP TABLE seed');
process.stdout.write(JSON.stringify((await ask('SELECT count() AS events FROM events'))[0]));
session.close();
await chdb.drainPending();
