/** Parts of SQL that several queries must share, so that their numbers agree. */
import type { SqlInput } from './define-query.js';
import { isToolCall } from './event-groups.js';
import { intOrZero, textOrEmpty } from './fields.js';

/** `counted`: the events that count (one source a turn, no resends) under the filters. */
export function counted({ where }: SqlInput): string {
  return `counted AS (
  SELECT * FROM counted_events
  WHERE ${where()}
)`;
}

/** SQL: a turn as a number of 64 bits, because sets of texts cost ten times as much. */
const turnKey = 'cityHash64(account, thread_id, turn_id)';

/** SQL: how many threads there are in the rows that have one. */
export const threadCount = `uniqExactIf(cityHash64(account, thread_id), thread_id != '')`;

/** SQL: the day of a row in the viewer's time zone. */
export function day({ param }: SqlInput): string {
  return `toDate(occurred_at, ${param('tz')})`;
}

/** SQL: a turn that ended badly by itself. A turn that was interrupted did not fail. */
const isFailedTurn = `(event_type = 'codex_turn_event' AND ${textOrEmpty('status')} = 'failed')`;

/** SQL: a call of a tool that ended badly. One that was refused did not fail. */
export const isFailedToolCall = `(${isToolCall} AND ${textOrEmpty('terminal_status')} = 'failed')`;

/** SQL aggregates that overview, days and threads have in common. */
export const activityCounts = `
    countIf(event_type = 'codex_turn_event') AS turns,
    countIf(${isToolCall}) AS tool_calls,
    countIf(event_type = 'codex_command_execution_event') AS commands,
    countIf(event_type = 'codex_file_change_event') AS file_changes,
    countIf(${isFailedTurn}) AS failed_turns,
    countIf(${isFailedToolCall}) AS failed_tool_calls,
    failed_turns + failed_tool_calls AS failures`;

/** Who used the tokens of a turn event: a thread wanted by a guardian review or by another agent, or the person's own. */
const purposeOfTurn = `multiIf(
      thread_source = 'guardian_review' OR ${textOrEmpty('subagent_source')} = 'guardian', 'guardian',
      parent_thread_id != '', 'subagent',
      'turn')`;

/**
 * SQL: place of a model in the list of prices, by its name or by its name without provider and date; 0: it has none.
 * `transform` and not `indexOf`, because the engine then looks up each different model once and not each row.
 */
function priceRow({ param }: SqlInput): string {
  const models = param('price_models');
  const places = `arrayEnumerate(${models})`;
  const plain = `replaceRegexpOne(replaceRegexpOne(model, '^[a-z]+/', ''), '-[0-9]{4}-[0-9]{2}-[0-9]{2}$', '')`;
  return `toUInt32(transform(model, ${models}, ${places}, transform(${plain}, ${models}, ${places}, 0)))`;
}

/** SQL: cost in US dollars. Cached and written input are parts of the input, reasoning of the output. */
function cost({ param }: SqlInput): string {
  return `if(price_row = 0, NULL, (
      (input_tokens - least(cached_input_tokens, input_tokens)
        - least(cache_write_input_tokens, input_tokens - least(cached_input_tokens, input_tokens))) * ${param('price_input')}[price_row]
      + least(cached_input_tokens, input_tokens) * ${param('price_cached_input')}[price_row]
      + least(cache_write_input_tokens, input_tokens - least(cached_input_tokens, input_tokens)) * ${param('price_cache_write')}[price_row]
      + output_tokens * ${param('price_output')}[price_row]) / 1000000)`;
}

/**
 * SQL: tokens that an event tells the use of. Not its own total: where a context is full, Codex reports the size of its
 * window as the total of a turn that used nothing.
 */
export const usedTokens = `(${intOrZero('input_tokens')} + ${intOrZero('output_tokens')})`;

/**
 * `token_uses`: each use of tokens once, with its cost. `tacho_model_response` tells each use of a model; where a turn has
 * none (the real Codex's own events), its turn event's sum stands for it. Needs {@link counted}.
 */
export function tokenUses(input: SqlInput): string {
  return `token_uses AS (
  SELECT occurred_at, account, thread_id, turn_id, project, client, model, thread_source, root_thread_id,
    if(event_type = 'tacho_model_response', ${textOrEmpty('purpose')}, ${purposeOfTurn}) AS purpose,
    ${intOrZero('input_tokens')} AS input_tokens,
    ${intOrZero('cached_input_tokens')} AS cached_input_tokens,
    ${intOrZero('cache_write_input_tokens')} AS cache_write_input_tokens,
    ${intOrZero('output_tokens')} AS output_tokens,
    ${intOrZero('reasoning_output_tokens')} AS reasoning_output_tokens,
    input_tokens + output_tokens AS total_tokens,
    ${priceRow(input)} AS price_row,
    ${cost(input)} AS use_cost_usd
  FROM counted
  WHERE event_type = 'tacho_model_response'
    OR (event_type = 'codex_turn_event' AND ${usedTokens} > 0 AND ${turnKey} NOT IN (
      SELECT ${turnKey} FROM counted_events WHERE event_type = 'tacho_model_response'))
)`;
}

/** SQL aggregates of cost over {@link tokenUses}; rounded, because sums of floats differ in their last digits by order. */
export const costSums = `if(count() > 0 AND countIf(isNotNull(use_cost_usd)) = 0, NULL, round(ifNull(sum(use_cost_usd), 0), 6)) AS cost_usd,
    sumIf(token_uses.total_tokens, isNull(use_cost_usd)) AS unpriced_tokens`;

/** SQL aggregates over {@link tokenUses}. */
export const tokenSums = `
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(cache_write_input_tokens) AS cache_write_input_tokens,
    sum(output_tokens) AS output_tokens,
    sum(reasoning_output_tokens) AS reasoning_output_tokens,
    sum(total_tokens) AS total_tokens,
    ${costSums}`;

/** SQL: the sum over the rows that meet a condition; values that are null add nothing. */
export function total(value: string, condition: string): string {
  return `ifNull(sumIf(${value}, ${condition}), 0)`;
}

/**
 * SQL: a quantile of whole milliseconds over the rows that have a value (and meet a condition); null when there are
 * none. Exact, with interpolation between the two values next to it.
 */
export function quantileMs(level: number, value: string, condition = '1'): string {
  const given = `isNotNull(${value}) AND (${condition})`;
  return `if(countIf(${given}) = 0, NULL, toInt64(round(quantileExactInclusiveIf(${level})(assumeNotNull(${value}), ${given}))))`;
}
