/** What the queries about all events share: the roll-up `activity` instead of the events, and its aggregates. */
import { activity } from '../rollups/activity.js';
import type { SqlInput } from './define-query.js';
import { rollupRows } from './rollup-rows.js';
import { cost, costSum, priceRow } from './token-costs.js';

/** `sums`: the rows of `activity` under the filters, each with the cost of its tokens. */
export function sums(input: SqlInput): string {
  return `sums AS (
  SELECT *, ${priceRow(input)} AS price_row, if(uses = 0, NULL, ${cost(input)}) AS use_cost_usd
  FROM (${rollupRows(activity, input)})
)`;
}

/** SQL: the day of a row of {@link sums} in the viewer's time zone. Its days begin with a quarter of an hour in each. */
export function quarterDay({ param }: SqlInput): string {
  return `toDate(quarter, ${param('tz')})`;
}

/** SQL: how many threads there are in rows of {@link sums}. */
export const threadCount = `uniqExactIf(thread_key, thread_key != cityHash64(account, ''))`;

/** SQL aggregates over {@link sums} that overview, days and threads have in common. */
export const activityTotals = `
    sum(sums.turns) AS turns,
    sum(sums.tool_calls) AS tool_calls,
    sum(sums.commands) AS commands,
    sum(sums.file_changes) AS file_changes,
    sum(sums.failed_turns) AS failed_turns,
    sum(sums.failed_tool_calls) AS failed_tool_calls,
    failed_turns + failed_tool_calls AS failures`;

/** SQL aggregates of cost over {@link sums}. */
export const costTotals = `${costSum('sum(sums.uses)')} AS cost_usd,
    sumIf(sums.total_tokens, isNull(use_cost_usd)) AS unpriced_tokens`;

/** SQL aggregates of tokens over {@link sums}. */
export const tokenTotals = `
    sum(sums.input_tokens) AS input_tokens,
    sum(sums.cached_input_tokens) AS cached_input_tokens,
    sum(sums.cache_write_input_tokens) AS cache_write_input_tokens,
    sum(sums.output_tokens) AS output_tokens,
    sum(sums.reasoning_output_tokens) AS reasoning_output_tokens,
    sum(sums.total_tokens) AS total_tokens,
    ${costTotals}`;

/** SQL aggregates: each of these dimensions as the latest row has it that has any. */
export function latest(...names: readonly string[]): string {
  return names.map((name) => `argMaxIf(sums.${name}, sums.last_at, sums.${name} != '') AS ${name}`).join(',\n    ');
}
