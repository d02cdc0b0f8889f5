import { mkdirSync } from 'node:fs';

import { CollectorError } from '../errors.js';
import { limits } from '../limits.js';
import { loadEngine, type Engine, type EngineSession } from './engine.js';
import { keepSession, keepSessions } from './kept-session.js';
import { createOverdue, type Overdue } from './overdue.js';
import { runMigrations } from './run-migrations.js';
import { createSessionPool } from './session-pool.js';
import type { BoundParams, QueryLimits, QueryResult, Row, Store } from './store.js';

const database = 'tacho';

const statementSettings = `max_query_size = ${limits.loaderStatementBytesMax}`;

/** Settings of the loader's session: one thread, so that the doors keep the other core. */
const writerSettings = [
  statementSettings,
  'max_threads = 1',
  'max_insert_threads = 1',
  'input_format_parallel_parsing = 0',
  'max_partitions_per_insert_block = 0',
  'fsync_metadata = 0',
  'output_format_json_quote_64bit_integers = 0',
  'mutations_sync = 1',
  'enable_lightweight_delete = 1',
].join(', ');

/** The events of a batch, what else belongs to it, and sums are written side by side. */
const writerSessions = 3;

const readerSettings = [statementSettings, 'max_threads = 1', 'output_format_json_quote_64bit_integers = 0'].join(', ');

/** Where the store is, and how many questions it answers at a time. */
export interface ChdbStoreOptions {
  readonly directory: string;
  readonly engine?: Engine;
  readonly querySessions?: number;
  /** Notes the operations that must end. */
  readonly overdue?: Overdue;
}

/** Questions of the collector that an insert, and a query, may outlast. */
const insertQuestionsMax = Math.ceil(limits.storeInsertMsMax / limits.storeAliveIntervalMs);
const queryQuestionsMax = Math.ceil(limits.storeQueryMsMax / limits.storeAliveIntervalMs);

/** Opens the embedded store. One directory belongs to one process, and a process has one directory open at a time. */
export async function openChdbStore(options: ChdbStoreOptions): Promise<Store> {
  const { directory, engine = loadEngine(), overdue = createOverdue() } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const openSession = async (...statements: readonly string[]): Promise<EngineSession> => {
    const session = engine.openSession(directory);
    for (const statement of statements) await run(session, statement);
    return session;
  };
  const writer = await keepSessions(writerSessions, () =>
    openSession(
      `CREATE DATABASE IF NOT EXISTS ${database} ENGINE = Atomic`,
      `USE ${database}`,
      `SET ${writerSettings}`,
    ),
  );
  // Look-ups of the loader have a session of their own, so that they can run beside an insert.
  const reader = await keepSession(() => openSession(`USE ${database}`, `SET ${readerSettings}`));
  const pulse = await keepSession(() => openSession());
  const pool = createSessionPool({
    sessions: options.querySessions ?? limits.querySessions,
    waitingMax: limits.queryQueueMax,
    open: (queryLimits) => openSession(`USE ${database}`, `SET ${querySettings(queryLimits)}`),
  });

  const store: Store = {
    migrate: () => runMigrations(store),
    insert: (batch) =>
      writer.use((session) =>
        overdue.watch('insert', insertQuestionsMax, async () => {
          await session.insert({
            table: `${database}.${batch.table}`,
            columns: batch.columns,
            values: batch.rows,
            format: 'TSV',
            settings: {
              insert_deduplication_token: batch.token,
              max_threads: 1,
              max_insert_threads: 1,
              input_format_parallel_parsing: 0,
              max_partitions_per_insert_block: 0,
              max_insert_block_size: 1_000_000,
              min_insert_block_size_rows: 1_000_000,
            },
          });
        }),
      ),
    command: (sql, params = {}) => writer.use((session) => run(session, sql, params)),
    read: (sql, params = {}) => reader.use(async (session) => (await ask(session, sql, params)).rows),
    readBytes: (sql, format) =>
      reader.use(async (session) => Buffer.from((await session.queryAsync(sql, { format })).bytes())),
    query: async (sql, params, queryLimits) => {
      const result = await pool.use(queryLimits, (session) =>
        overdue.watch('query', queryQuestionsMax, () => ask(session, sql, params)),
      );
      // The engine counts rows where it reads them; what one row is unfolded into can slip through.
      if (result.rows.length > queryLimits.rowsMax) {
        throw new CollectorError('query_limit', { detail: `More than ${queryLimits.rowsMax} rows.` });
      }
      return result;
    },
    ping: () => pulse.use((session) => run(session, 'SELECT 1')),
    async close() {
      await writer.close();
      await reader.close();
      await pulse.close();
      await pool.close();
      await engine.drain();
    },
  };
  return store;
}

function querySettings(queryLimits: QueryLimits): string {
  return [
    `max_execution_time = ${queryLimits.timeMsMax / 1000}`,
    `max_memory_usage = ${queryLimits.memoryBytesMax}`,
    `max_temporary_data_on_disk_size_for_query = ${limits.queryDiskBytesMax}`,
    `max_result_rows = ${queryLimits.rowsMax}`,
    `max_result_bytes = ${limits.queryResultBytesMax}`,
    `result_overflow_mode = 'throw'`,
    `max_ast_depth = 200`,
    `max_subquery_depth = 20`,
    `output_format_json_quote_64bit_integers = 0`,
    `output_format_json_quote_denormals = 0`,
    `date_time_output_format = 'iso'`,
    `readonly = 1`,
  ].join(', ');
}

async function run(session: EngineSession, sql: string, params: BoundParams = {}): Promise<void> {
  await (Object.keys(params).length === 0
    ? session.queryAsync(sql, { format: 'Null' })
    : session.queryBindAsync(sql, params, { format: 'Null' }));
}

async function ask(session: EngineSession, sql: string, params: BoundParams): Promise<QueryResult> {
  const result =
    Object.keys(params).length === 0
      ? await session.queryAsync(sql, { format: 'JSON' })
      : await session.queryBindAsync(sql, params, { format: 'JSON' });
  const parsed = parseResult(result.text());
  return { ...parsed, elapsedMs: result.elapsed * 1000, rowsRead: result.rowsRead };
}

function parseResult(text: string): Pick<QueryResult, 'rows' | 'columns'> {
  const value: unknown = text === '' ? { data: [], meta: [] } : JSON.parse(text);
  if (!isJsonResult(value)) throw new CollectorError('internal', { detail: 'The engine answered in another form.' });
  return { rows: value.data, columns: value.meta };
}

function isJsonResult(value: unknown): value is {
  readonly data: readonly Row[];
  readonly meta: readonly { readonly name: string; readonly type: string }[];
} {
  return typeof value === 'object' && value !== null && 'data' in value && Array.isArray(value.data) && 'meta' in value;
}
