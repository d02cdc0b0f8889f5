import { isToolCall } from '../queries/event-groups.js';
import { intOrZero, textOrEmpty } from '../queries/fields.js';
import { purposeOfUse, usedTokens, usesOf } from '../queries/token-uses.js';
import type { Rollup } from './rollup.js';

const dimensions = 'project, client, model, thread_source, parent_thread_id, root_thread_id';

const isTurn = `event_type = 'codex_turn_event'`;

/**
 * What happened in a thread within a quarter of an hour, by the dimensions that people filter by. A quarter, because the
 * clocks of all time zones differ by whole quarters: so days of any zone can be put together from it. Rows with a `purpose` hold
 * tokens, those without one hold counts.
 */
export const activity: Rollup = {
  name: 'activity',
  columns: [
    { name: 'account', type: 'LowCardinality(String)' },
    { name: 'day', type: 'Date' },
    { name: 'thread_id', type: 'String CODEC(ZSTD(1))' },
    { name: 'quarter', type: "DateTime('UTC') CODEC(Delta, ZSTD(1))" },
    { name: 'project', type: 'LowCardinality(String)' },
    { name: 'client', type: 'LowCardinality(String)' },
    { name: 'model', type: 'LowCardinality(String)' },
    { name: 'thread_source', type: 'LowCardinality(String)' },
    { name: 'parent_thread_id', type: 'String CODEC(ZSTD(1))' },
    { name: 'root_thread_id', type: 'String CODEC(ZSTD(1))' },
    { name: 'purpose', type: 'LowCardinality(String)' },
    { name: 'thread_key', type: 'UInt64' },
    { name: 'root_key', type: 'UInt64' },
    { name: 'first_at', type: "DateTime64(3, 'UTC')" },
    { name: 'last_at', type: "DateTime64(3, 'UTC')" },
    { name: 'events', type: 'UInt32' },
    { name: 'checksum', type: 'UInt64 CODEC(NONE)' },
    { name: 'turns', type: 'UInt32' },
    { name: 'failed_turns', type: 'UInt32' },
    { name: 'interrupted_turns', type: 'UInt32' },
    { name: 'turn_time_ms', type: 'UInt64' },
    { name: 'tool_calls', type: 'UInt32' },
    { name: 'failed_tool_calls', type: 'UInt32' },
    { name: 'commands', type: 'UInt32' },
    { name: 'file_changes', type: 'UInt32' },
    { name: 'compactions', type: 'UInt32' },
    { name: 'retries', type: 'UInt32' },
    { name: 'subagent_source', type: 'LowCardinality(String)' },
    { name: 'uses', type: 'UInt32' },
    { name: 'input_tokens', type: 'Int64' },
    { name: 'cached_input_tokens', type: 'Int64' },
    { name: 'cache_write_input_tokens', type: 'Int64' },
    { name: 'output_tokens', type: 'Int64' },
    { name: 'reasoning_output_tokens', type: 'Int64' },
    { name: 'total_tokens', type: 'Int64' },
  ],
  keys: [
    'account',
    'day',
    'thread_id',
    'quarter',
    'purpose',
    'project',
    'client',
    'model',
    'thread_source',
    'parent_thread_id',
    'root_thread_id',
  ],
  select: (rows, turns) => `
SELECT account, day, thread_id, toStartOfFifteenMinutes(toDateTime(occurred_at, 'UTC')) AS quarter, ${dimensions}, '' AS purpose,
  cityHash64(account, thread_id) AS thread_key,
  cityHash64(account, if(root_thread_id = '', thread_id, root_thread_id)) AS root_key,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at,
  count() AS events, sum(delivery_hash) AS checksum,
  countIf(${isTurn}) AS turns,
  countIf(${isTurn} AND ${textOrEmpty('status')} = 'failed') AS failed_turns,
  countIf(${isTurn} AND ${textOrEmpty('status')} = 'interrupted') AS interrupted_turns,
  sumIf(toUInt64(greatest(0, ${intOrZero('duration_ms')})), ${isTurn}) AS turn_time_ms,
  countIf(${isToolCall}) AS tool_calls,
  countIf(${isToolCall} AND ${textOrEmpty('terminal_status')} = 'failed') AS failed_tool_calls,
  countIf(event_type = 'codex_command_execution_event') AS commands,
  countIf(event_type = 'codex_file_change_event') AS file_changes,
  countIf(event_type = 'codex_compaction_event') AS compactions,
  sumIf(toUInt32(greatest(0, ${intOrZero('sampling_retry_count')})), ${isTurn}) AS retries,
  max(${textOrEmpty('subagent_source')}) AS subagent_source,
  0 AS uses, 0 AS input_tokens, 0 AS cached_input_tokens, 0 AS cache_write_input_tokens, 0 AS output_tokens,
  0 AS reasoning_output_tokens, 0 AS total_tokens
FROM counted_events WHERE ${rows}
GROUP BY account, day, thread_id, quarter, ${dimensions}
UNION ALL
SELECT account, day, thread_id, toStartOfFifteenMinutes(toDateTime(occurred_at, 'UTC')) AS quarter, ${dimensions},
  ${purposeOfUse} AS use_purpose,
  cityHash64(account, thread_id) AS thread_key,
  cityHash64(account, if(root_thread_id = '', thread_id, root_thread_id)) AS root_key,
  min(occurred_at) AS first_at, max(occurred_at) AS last_at,
  0 AS events, 0 AS checksum, 0 AS turns, 0 AS failed_turns, 0 AS interrupted_turns, 0 AS turn_time_ms, 0 AS tool_calls,
  0 AS failed_tool_calls, 0 AS commands, 0 AS file_changes, 0 AS compactions, 0 AS retries, '' AS subagent_source,
  count() AS uses, sum(${intOrZero('input_tokens')}), sum(${intOrZero('cached_input_tokens')}),
  sum(${intOrZero('cache_write_input_tokens')}), sum(${intOrZero('output_tokens')}),
  sum(${intOrZero('reasoning_output_tokens')}),
  sum(${usedTokens})
FROM counted_events
WHERE ${usesOf(rows, turns)}
GROUP BY account, day, thread_id, quarter, ${dimensions}, use_purpose`,
};
