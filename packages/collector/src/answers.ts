import { totalmem } from 'node:os';

import { CollectorError } from './errors.js';
import { limits } from './limits.js';
import type { QueryDefinition } from './queries/define-query.js';
import { bindQuery, shapeRows, type RawParams } from './queries/run-query.js';
import { checkStatementTree, parseOneStatement } from './sql/check-statement.js';
import { asksRollups } from './rollups/keep-rollups.js';
import type { QueryAnswer } from './store/process-messages.js';
import type { StoreProcess } from './store/store-process.js';
import type { QueryLimits, QueryResult, Row } from './store/store.js';

/** Bounds of a query that comes from outside. */
const userQueryLimits: QueryLimits = {
  timeMsMax: limits.queryTimeMsMax,
  memoryBytesMax: memoryOfQuery(machineMemory()),
  rowsMax: limits.queryRowsMax,
};

/** Memory of one query: its bound, or its share of what a small machine has. */
export function memoryOfQuery(machineBytes: number): number {
  return Math.min(
    limits.queryMemoryBytesMax,
    Math.floor((machineBytes * limits.queryMemoryShare) / limits.querySessions),
  );
}

/** A container may have less than the machine; where it has no bound, it tells an enormous one. */
function machineMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
}

/** An answer as it goes over the wire. */
export interface Answer {
  readonly rows: readonly Row[];
  readonly columns: QueryResult['columns'];
  readonly elapsed_ms: number;
  /**
   * Only there while the sums that the rows come from are made anew (after an upgrade, a crash or a removal): days that are
   * still missing in them, so that numbers may be too low.
   */
  readonly incomplete?: { readonly days_left: number };
  /** Only there when the rows are of the bundled recordings. */
  readonly sample?: true;
}

/** What an answer depends on beside the store. */
export interface AnswerContext {
  readonly nowMs: number;
  /** The user's own prices; absent or wrong ones are those of the list. */
  readonly pricesFile: string;
}

/** Answers a query of the catalogue. */
export async function answerQuery(
  store: Pick<StoreProcess, 'ask'>,
  definitions: readonly QueryDefinition[],
  name: string,
  raw: RawParams,
  { nowMs, pricesFile }: AnswerContext,
): Promise<Answer> {
  const definition = definitions.find((one) => one.name === name);
  if (definition === undefined) throw new CollectorError('query_unknown');
  const { sql, params } = bindQuery(definition, raw, nowMs, pricesFile);
  const result = await store.ask({ kind: 'query', sql, params, limits: userQueryLimits });
  return answerOf({ ...result, rows: shapeRows(definition, result.rows) }, sql);
}

/** Answers a statement of a user: looked at first, then run in a read-only session. */
export async function answerSql(store: Pick<StoreProcess, 'ask'>, sql: string): Promise<Answer> {
  if (Buffer.byteLength(sql) > limits.sqlBytesMax)
    throw new CollectorError('sql_refused', { detail: 'It is too long.' });
  const statement = parseOneStatement(sql);
  const explained = await store.ask({
    kind: 'query',
    sql: `EXPLAIN AST ${statement}`,
    params: {},
    limits: userQueryLimits,
  });
  checkStatementTree(explained.rows.map((row) => String(Object.values(row)[0])));
  return answerOf(await store.ask({ kind: 'query', sql: statement, params: {}, limits: userQueryLimits }), statement);
}

function answerOf({ rows, columns, elapsedMs, unsummedDays }: QueryAnswer, sql: string): Answer {
  const incomplete = unsummedDays > 0 && asksRollups(sql) ? { incomplete: { days_left: unsummedDays } } : {};
  return { rows, columns, elapsed_ms: Math.round(elapsedMs * 10) / 10, ...incomplete };
}
