// Makes a store large: `node grow-store.js DATA N`. Copies of its rows are made by the engine itself, with ids, days, models
// and clients of their own, until there are about N.
import { openEngine } from '../store/engine.js';

const daysMax = 90;
const copiesPerInsert = 10;
const session = openEngine(process.argv[2] ?? '');
const wanted = Number(process.argv[3] ?? 0);
const rows = Number(session.query('SELECT count() FROM events', 'TSV'));
const copies = Math.max(0, Math.ceil(wanted / rows) - 1);
session.query(`SET max_partitions_per_insert_block = 0, max_insert_threads = 2, max_memory_usage = 0`);
session.query(`CREATE TABLE base AS events`);
session.query(`INSERT INTO base SELECT * FROM events`);
const columns = session
  .query(`SELECT name FROM system.columns WHERE database = 'tacho' AND table = 'events' ORDER BY position`, 'TSV')
  .trim()
  .split('\n');
const changed = new Map([
  ...columns
    .filter((name) => name.endsWith('_id') && name !== 'delivery_id' && name !== 'machine_id')
    .map((name) => [name, ownId(name)] as const),
  ['day', `day - copy % ${daysMax}`],
  ['occurred_at', `occurred_at - INTERVAL (copy % ${daysMax}) DAY - INTERVAL (copy * 37 % 1440) MINUTE`],
  ['received_at', `received_at - INTERVAL (copy % ${daysMax}) DAY - INTERVAL (copy * 37 % 1440) MINUTE`],
  ['delivery_id', `concat(delivery_id, '.', toString(copy))`],
  ['delivery_hash', `cityHash64(delivery_hash, copy)`],
  ['speaker', `cityHash64(speaker, copy)`],
  ['client', `if(client = '', '', ['codex_cli_rs', 'codex_vscode', 'codex_exec', 'codex_app'][1 + copy % 4])`],
  ['model', `if(model = '', '', ['gpt-5.5', 'gpt-5.5-codex', 'gpt-5.4-mini'][1 + copy % 3])`],
  ['account', `if(copy % 10 = 0, 'team', account)`],
  [
    'props',
    `replaceRegexpAll(props, '([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{6})[0-9a-f]{6}', concat('\\\\1', ${suffix()}))`,
  ],
]);
for (let from = 1; from <= copies; from += copiesPerInsert) {
  const count = Math.min(copiesPerInsert, copies - from + 1);
  session.query(
    `INSERT INTO events (${columns.join(', ')}) SELECT ${columns.map((name) => `${changed.get(name) ?? `base.${name}`} AS new_${name}`).join(', ')}
    FROM base CROSS JOIN (SELECT number + ${from} AS copy FROM numbers(${count})) AS copies`,
  );
}
session.query('DROP TABLE base SYNC');
// The state of a store that has been there for a while: few parts, as merging leaves them.
const months = session
  .query(`SELECT DISTINCT partition FROM system.parts WHERE table = 'events' AND active`, 'TSV')
  .trim();
for (const month of months.split('\n')) session.query(`OPTIMIZE TABLE events PARTITION ${month}`);
process.stdout.write(`${session.query('SELECT count() FROM events', 'TSV').trim()}\n`, () =>
  process.kill(process.pid, 'SIGKILL'),
);

/** The same change everywhere, so that references stay whole. */
function ownId(name: string): string {
  return `if(empty(assumeNotNull(base.${name})) OR isNull(base.${name}), base.${name}, concat(substring(base.${name}, 1, length(base.${name}) - 6), ${suffix()}))`;
}

function suffix(): string {
  return `leftPad(lower(hex(copy)), 6, '0')`;
}
