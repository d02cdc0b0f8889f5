import { isToolCall } from '../queries/event-groups.js';
import { intOrZero, textOrEmpty } from '../queries/fields.js';
import { isAnswer, isTurn, purposeOfUse, turnKey, usesOf } from '../queries/token-uses.js';
import type { Rollup } from './rollup.js';

const dimensions = ['project', 'client', 'model', 'thread_source', 'parent_thread_id', 'root_thread_id'] as const;

const keys = ['account', 'day', 'thread_id', 'quarter', 'purpose', ...dimensions] as const;

const wholeOfTurn = (type: 'UInt32' | 'UInt64', name: string): string =>
  `if(${isTurn}, to${type}(greatest(0, ${intOrZero(name)})), 0)`;
const usedTokens = (name: string): string => `if(is_use, ${intOrZero(name)}, 0)`;

/** What is added up: the column, its type, what one event adds, and how. */
const sums: readonly (readonly [
  name: string,
  type: string,
  ofEvent: string,
  aggregate: 'sum' | 'min' | 'max' | 'any',
])[] = [
  ['thread_key', 'UInt64', 'cityHash64(account, thread_id)', 'any'],
  ['root_key', 'UInt64', `cityHash64(account, if(root_thread_id = '', thread_id, root_thread_id))`, 'any'],
  ['first_at', "DateTime64(3, 'UTC')", 'occurred_at', 'min'],
  ['last_at', "DateTime64(3, 'UTC')", 'occurred_at', 'max'],
  ['events', 'UInt32', '1', 'sum'],
  ['checksum', 'UInt64 CODEC(NONE)', 'delivery_hash', 'sum'],
  ['turns', 'UInt32', isTurn, 'sum'],
  ['failed_turns', 'UInt32', `${isTurn} AND ${textOrEmpty('status')} = 'failed'`, 'sum'],
  ['interrupted_turns', 'UInt32', `${isTurn} AND ${textOrEmpty('status')} = 'interrupted'`, 'sum'],
  ['turn_time_ms', 'UInt64', wholeOfTurn('UInt64', 'duration_ms'), 'sum'],
  ['tool_calls', 'UInt32', 'is_tool_call', 'sum'],
  ['failed_tool_calls', 'UInt32', `is_tool_call AND ${textOrEmpty('terminal_status')} = 'failed'`, 'sum'],
  ['commands', 'UInt32', `event_type = 'codex_command_execution_event'`, 'sum'],
  ['file_changes', 'UInt32', `event_type = 'codex_file_change_event'`, 'sum'],
  ['compactions', 'UInt32', `event_type = 'codex_compaction_event'`, 'sum'],
  ['retries', 'UInt32', wholeOfTurn('UInt32', 'sampling_retry_count'), 'sum'],
  ['subagent_source', 'LowCardinality(String)', textOrEmpty('subagent_source'), 'max'],
  ['uses', 'UInt32', 'is_use', 'sum'],
  ['input_tokens', 'Int64', usedTokens('input_tokens'), 'sum'],
  ['cached_input_tokens', 'Int64', usedTokens('cached_input_tokens'), 'sum'],
  ['cache_write_input_tokens', 'Int64', usedTokens('cache_write_input_tokens'), 'sum'],
  ['output_tokens', 'Int64', usedTokens('output_tokens'), 'sum'],
  ['reasoning_output_tokens', 'Int64', usedTokens('reasoning_output_tokens'), 'sum'],
  ['total_tokens', 'Int64', `of_event_input_tokens + of_event_output_tokens`, 'sum'],
];

/**
 * SQL: what each event adds, in the order of the columns. Names are others than those of the events' columns. What is used
 * several times is a column of the inner SELECT: the engine plans an alias anew wherever it stands.
 */
function ofEvents(rows: string, isUse: string): string {
  return `
SELECT account, day, thread_id, toStartOfFifteenMinutes(toDateTime(occurred_at, 'UTC')) AS quarter, ${dimensions.join(', ')},
  if(is_use, ${purposeOfUse}, '') AS of_event_purpose,
  ${sums.map(([name, , ofEvent]) => `${ofEvent} AS of_event_${name}`).join(',\n  ')},
  if(is_use AND ${isTurn}, [${turnKey}], emptyArrayUInt64()) AS of_event_used_turns
FROM (SELECT *, ${isUse} AS is_use, ${isToolCall} AS is_tool_call FROM counted_events WHERE ${rows})`;
}

/**
 * What happened in a thread within a quarter of an hour, by the dimensions that people filter by. A quarter, because the
 * clocks of all time zones differ by whole quarters: so days of any zone can be put together from it. Each event is in one
 * row: uses of tokens in that of their purpose, all others in the one without a purpose.
 */
export const activity = {
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
    ...sums.map(([name, type]) => ({ name, type })),
    // Turns whose own event is their use of tokens: where no answer of a model tells it.
    { name: 'used_turns', type: 'Array(UInt64) CODEC(NONE)' },
  ],
  keys,
  indexes: { quarter: 'minmax', thread_key: 'bloom_filter', root_key: 'bloom_filter' },
  select: (rows, turns) => `
SELECT account, day, thread_id, quarter, ${dimensions.join(', ')}, of_event_purpose AS purpose,
  ${sums.map(([name, , , aggregate]) => `${aggregate}(of_event_${name}) AS ${name}`).join(', ')},
  groupArrayArray(of_event_used_turns) AS used_turns
FROM (${ofEvents(rows, usesOf('1', turns))})
GROUP BY ${keys.join(', ')}`,
  edges: (rows, quarters) => {
    const used = `SELECT arrayJoin(used_turns) FROM activity WHERE quarter IN (${quarters})`;
    return ofEvents(rows, `${isAnswer} OR (${isTurn} AND ${turnKey} IN (${used}))`);
  },
} satisfies Rollup;
