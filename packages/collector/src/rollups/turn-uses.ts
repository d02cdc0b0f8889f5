import { isToolCall } from '../queries/event-groups.js';
import { intOrZero, textOrEmpty } from '../queries/fields.js';
import { countedEvents } from '../queries/fragments.js';
import { purposeOfUse, usesOf } from '../queries/token-uses.js';
import { filterDimensions, turnColumns } from './quarter-columns.js';
import type { Rollup } from './rollup.js';

const isTurn = `event_type = 'codex_turn_event'`;

const latestOf = (name: string): string => `argMaxIf(told.${name}, occurred_at, told.${name} != '')`;
const latest = (name: string): string => `${latestOf(name)} AS ${name}`;
const ofTurn = (value: string): string => `sumIf(greatest(0, ${value}), ${isTurn})`;

/** Type of `by_model`: model, input, what of it was read from the cache and what was written to it, output. */
export const usedByModel = 'Array(Tuple(String, Int64, Int64, Int64, Int64))';

/** Each turn that used tokens in one row, to find those that used the most. */
export const turnUses: Rollup = {
  name: 'turn_uses',
  columns: [
    ...turnColumns,
    { name: 'last_at', type: "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))" },
    { name: 'status', type: 'LowCardinality(String)' },
    { name: 'error_kind', type: 'LowCardinality(String)' },
    { name: 'duration_ms', type: 'Int64' },
    { name: 'steers', type: 'UInt32' },
    { name: 'retries', type: 'UInt32' },
    { name: 'tool_calls', type: 'UInt32' },
    { name: 'failed_tool_calls', type: 'UInt32' },
    { name: 'compactions', type: 'UInt32' },
    { name: 'purpose', type: 'LowCardinality(String)' },
    { name: 'uses', type: 'UInt32' },
    { name: 'input_tokens', type: 'Int64' },
    { name: 'cached_input_tokens', type: 'Int64' },
    { name: 'cache_write_input_tokens', type: 'Int64' },
    { name: 'output_tokens', type: 'Int64' },
    // What each model used, where that is not all of it by `model`: `usedByModel` as JSON. Nearly always empty.
    { name: 'by_model', type: 'String CODEC(ZSTD(1))' },
  ],
  keys: ['account', 'day', 'thread_id', 'turn_id'],
  decided: ['turn_key'],
  indexes: { last_at: 'minmax', turn_key: 'bloom_filter', by_model: 'minmax' },
  select: (rows, turns) => `
SELECT account, day, thread_id, turn_id, cityHash64(account, thread_id, turn_id) AS turn_key,
  ${filterDimensions.map(latest).join(', ')}, max(occurred_at) AS last_at,
  maxIf(ifNull(told.status, ''), ${isTurn}) AS turn_status,
  maxIf(${textOrEmpty('codex_error_kind')}, ${isTurn}) AS error_kind,
  ${ofTurn('ifNull(told.duration_ms, 0)')} AS turn_ms, ${ofTurn(intOrZero('steer_count'))} AS steers,
  ${ofTurn(intOrZero('sampling_retry_count'))} AS retries,
  countIf(${isToolCall}) AS tool_calls,
  countIf(${isToolCall} AND ${textOrEmpty('terminal_status')} = 'failed') AS failed_tool_calls,
  countIf(event_type = 'codex_compaction_event') AS compactions,
  maxIf(use_purpose, is_use) AS purpose_of_uses, countIf(is_use) AS use_count,
  sumIf(use_input, is_use), sumIf(ifNull(told.cached_input_tokens, 0), is_use),
  sumIf(ifNull(told.cache_write_input_tokens, 0), is_use), sumIf(ifNull(told.output_tokens, 0), is_use),
  if(((sumMapIf([toString(told.model)], [use_input], [cached_part], [written_part], [ifNull(told.output_tokens, 0)], is_use) AS used).1) = [toString(${latestOf('model')})], '',
    toJSONString(arrayZip(used.1, used.2, used.3, used.4, used.5))) AS by_model
FROM (
  SELECT *, ${purposeOfUse} AS use_purpose, ${usesOf('1', turns)} AS is_use,
    ${intOrZero('input_tokens')} AS use_input, least(${intOrZero('cached_input_tokens')}, use_input) AS cached_part,
    least(${intOrZero('cache_write_input_tokens')}, use_input - cached_part) AS written_part
  FROM ${countedEvents} AND ${rows} AND turn_id != ''
) AS told
GROUP BY account, day, thread_id, turn_id
HAVING use_count > 0`,
};
