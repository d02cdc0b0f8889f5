/** What the queries about all events share: the roll-up `activity` instead of the events, and its aggregates. */
import { activity } from '../rollups/activity.js';
import type { SqlInput } from './define-query.js';
import { rollupRows } from './rollup-rows.js';
import { cost, costSum, pricedParts, priceRow } from './token-costs.js';

/** A column of `activity`. */
export type ActivityColumn = (typeof activity)['columns'][number]['name'];

/** Columns that {@link activityTotals} adds up. */
export const countColumns = [
  'turns',
  'tool_calls',
  'commands',
  'file_changes',
  'failed_turns',
  'failed_tool_calls',
] as const satisfies readonly ActivityColumn[];

/** Columns that {@link costTotals} needs. */
export const costColumns = [
  'model',
  'uses',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_input_tokens',
  'output_tokens',
  'total_tokens',
] as const satisfies readonly ActivityColumn[];

/** Columns that {@link tokenTotals} needs. */
export const tokenColumns = [...costColumns, 'reasoning_output_tokens'] as const satisfies readonly ActivityColumn[];

/** Columns that are told apart by and not added up. */
const untotalled: ReadonlySet<ActivityColumn> = new Set<ActivityColumn>([
  ...activity.keys,
  ...activity.decided,
  'first_at',
  'last_at',
  'subagent_source',
]);

/** SQL: some columns of the rows of `activity` under the filters; `only` as in {@link rollupRows}. */
export function toldRows(input: SqlInput, columns: readonly ActivityColumn[], only?: string): string {
  return `(${rollupRows(activity, columns, input, only)})`;
}

/** `told`: the same, with the parts of the input that have prices of their own; {@link costColumns} are among the columns. */
export function told(input: SqlInput, columns: readonly ActivityColumn[], only?: string): string {
  return `told AS (
  SELECT *, ${pricedParts}
  FROM ${toldRows(input, columns, only)}
)`;
}

/**
 * SQL: some columns of the rows of `activity` whose latest event lies in the period: enough to order threads by it. Only where
 * a period ends within a quarter of an hour the events must tell which one is the latest.
 */
export function latestRows(input: SqlInput, columns: readonly ActivityColumn[]): string {
  if (input.cuts('until')) return toldRows(input, columns);
  const since = input.has('since') ? ` AND quarter >= ${input.quarterOf('since')}` : '';
  return `(SELECT ${columns.join(', ')} FROM activity_rows FINAL PREWHERE ${input.where({ time: null })}${since} WHERE ${input.where({ time: 'last_at' })})`;
}

/** SQL: rows of {@link told}, each with the cost of its tokens. */
export function costedRows(input: SqlInput): string {
  return costed(input, 'SELECT * FROM told');
}

/** What {@link costedSums} adds up. */
export interface SumsOptions {
  /** Columns of {@link told}: those that can be added up are. */
  readonly columns: readonly ActivityColumn[];
  /** What it is told apart by beside the model, as names of columns or `expression AS name`. */
  readonly by?: readonly string[];
  /** More aggregates over `told`. */
  readonly aggregates?: readonly string[];
}

/**
 * SQL: the rows of {@link told} added up by some columns and by model. Prices are looked up for what is left, a few rows where
 * there were hundreds of thousands.
 */
export function costedSums(input: SqlInput, { columns, by = [], aggregates = [] }: SumsOptions): string {
  const names = [...by.map((column) => column.split(' AS ').at(-1)), 'model'];
  const added = [...columns.filter((name) => !untotalled.has(name)), 'cached_part', 'written_part'];
  return costed(
    input,
    `SELECT ${[...by, 'model', ...aggregates].join(', ')},
    ${added.map((name) => `sum(told.${name}) AS ${name}`).join(', ')}
  FROM told
  GROUP BY ${names.join(', ')}`,
  );
}

/** SQL: keeps the threads of rows of {@link told}, to be counted by {@link threadCountOfSums}. */
export const threadStates = `uniqExactIfState(thread_key, thread_key != cityHash64(account, '')) AS thread_state`;

/** SQL: rows of sums of tokens by model, each with their cost. */
export function costed(input: SqlInput, rows: string): string {
  return `SELECT *, if(uses = 0, NULL, ${cost(input)}) AS use_cost_usd
  FROM (SELECT *, ${priceRow(input)} AS price_row FROM (${rows}))`;
}

/** SQL: the day of a row of {@link told} in the viewer's time zone. Its days begin with a quarter of an hour in each. */
export function quarterDay({ param }: SqlInput): string {
  return `toDate(quarter, ${param('tz')})`;
}

/** SQL: how many threads there are in rows of a roll-up. */
export const threadCount = `uniqExactIf(thread_key, thread_key != cityHash64(account, ''))`;

/** SQL: the same in {@link costedSums}. */
export const threadCountOfSums = 'uniqExactIfMerge(thread_state)';

/** SQL aggregates over `sums` ({@link costedSums} or {@link costedRows}) that overview, days and threads have in common. */
export const activityTotals = `
    sum(sums.turns) AS turns,
    sum(sums.tool_calls) AS tool_calls,
    sum(sums.commands) AS commands,
    sum(sums.file_changes) AS file_changes,
    sum(sums.failed_turns) AS failed_turns,
    sum(sums.failed_tool_calls) AS failed_tool_calls,
    failed_turns + failed_tool_calls AS failures`;

/** SQL aggregates of cost over `sums`. */
export const costTotals = `${costSum('sum(sums.uses)')} AS cost_usd,
    sumIf(sums.total_tokens, isNull(use_cost_usd)) AS unpriced_tokens`;

/** SQL aggregates of tokens over `sums`. */
export const tokenTotals = `
    sum(sums.input_tokens) AS input_tokens,
    sum(sums.cached_input_tokens) AS cached_input_tokens,
    sum(sums.cache_write_input_tokens) AS cache_write_input_tokens,
    sum(sums.output_tokens) AS output_tokens,
    sum(sums.reasoning_output_tokens) AS reasoning_output_tokens,
    sum(sums.total_tokens) AS total_tokens,
    ${costTotals}`;

/**
 * SQL aggregates: what the latest rows say of each of these dimensions. A row that leaves one empty says nothing of it: then
 * the latest of those that name it counts.
 */
export function latest(...names: readonly string[]): string {
  return names.map((name) => `argMaxIf(sums.${name}, sums.last_at, sums.${name} != '') AS ${name}`).join(',\n    ');
}
