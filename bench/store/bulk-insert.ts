// How fast the engine itself takes the rows of a store: `node bulk-insert.js DATA`. Says rows a second, with the loader's
// settings (one thread) and with the engine's own.
import { setPriority } from 'node:os';

import { openEngine } from './engine.js';

/** What it says. */
export interface BulkReport {
  readonly rows: number;
  readonly oneThreadPerSecond: number;
  readonly allThreadsPerSecond: number;
}

const rowsPerInsert = 10_000;

// As the process of the store does: on a machine with other work the two would otherwise not compare.
setPriority(10);
const session = openEngine(process.argv[2] ?? '');
const rows = Number(session.query('SELECT count() FROM events', 'TSV'));
const batches: Buffer[] = [];
for (let at = 0; at < rows; at += rowsPerInsert) {
  // In the order of arrival, as the loader gets them.
  const sql = `SELECT * FROM events ORDER BY toUInt64(splitByChar('.', delivery_id)[2]) LIMIT ${rowsPerInsert} OFFSET ${at}`;
  batches.push(Buffer.from(session.query(sql, 'TSV')));
}
const oneThread = { max_threads: 1, max_insert_threads: 1, input_format_parallel_parsing: 0 };
const report: BulkReport = {
  rows,
  oneThreadPerSecond: await rate('bulk_one', oneThread),
  allThreadsPerSecond: await rate('bulk_all', {}),
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.kill(process.pid, 'SIGKILL'));

async function rate(table: string, settings: Readonly<Record<string, number>>): Promise<number> {
  session.query(`CREATE TABLE ${table} AS events`);
  const before = performance.now();
  for (const values of batches) {
    await session.insert({
      table: `tacho.${table}`,
      values,
      format: 'TSV',
      settings: { ...settings, max_insert_block_size: 1_000_000, min_insert_block_size_rows: 1_000_000 },
    });
  }
  const seconds = (performance.now() - before) / 1000;
  session.query(`DROP TABLE ${table} SYNC`);
  return rows / seconds;
}
