import { isToolCall } from '../queries/event-groups.js';
import { intOrZero, textOrEmpty } from '../queries/fields.js';
import { countedEvents } from '../queries/fragments.js';
import { isAnswer, isTurn, purposeOfUse, turnKey, usesOf } from '../queries/token-uses.js';
import { filterDimensions, quarterColumns, quarterKeys, quarterOfEvent } from './quarter-columns.js';
import type { Rollup } from './rollup.js';

const dimensions = [...filterDimensions, 'parent_thread_id', 'root_thread_id'] as const;

const keys = [...quarterKeys, 'purpose', ...dimensions] as const;

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
  ['total_tokens', 'Int64', `if(is_use, ${intOrZero('input_tokens')} + ${intOrZero('output_tokens')}, 0)`, 'sum'],
];

/** What each event adds to a column, or has in it. */
const ofEvent: ReadonlyMap<string, string> = new Map([
  ...[...quarterColumns.map(({ name }) => name), ...dimensions].map((name) => [name, name] as const),
  ['quarter', quarterOfEvent],
  ['purpose', `if(is_use, ${purposeOfUse}, '')`],
  ...sums.map(([name, , added]) => [name, added] as const),
  ['used_turns', `if(is_use AND ${isTurn}, [${turnKey}], emptyArrayUInt64())`],
]);

/**
 * SQL: some columns as each event has them. Names are others than those of the events' columns. What is used several times is
 * a column of the inner SELECT: the engine plans an alias anew wherever it stands.
 */
function ofEvents(columns: readonly string[], rows: string, isUse: string): string {
  return `
SELECT ${columns.map((name) => `${ofEvent.get(name)} AS of_event_${name}`).join(',\n  ')}
FROM (SELECT *, ${isUse} AS is_use, ${isToolCall} AS is_tool_call FROM ${countedEvents} AND ${rows})`;
}

const columns = [
  ...quarterColumns,
  { name: 'parent_thread_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'root_thread_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'purpose', type: 'LowCardinality(String)' },
  ...sums.map(([name, type]) => ({ name, type })),
  // Turns whose own event is their use of tokens: where no answer of a model tells it.
  { name: 'used_turns', type: 'Array(UInt64) CODEC(NONE)' },
] as const;

/** SQL: what stands in a column of a row that several events make. */
function aggregateOf(name: string): string {
  const sum = sums.find(([one]) => one === name);
  if (sum !== undefined) return `${sum[3]}(of_event_${name})`;
  return name === 'used_turns' ? 'groupArrayArray(of_event_used_turns)' : `of_event_${name}`;
}

/**
 * What happened in a thread within a quarter of an hour, by the dimensions that people filter by. A quarter, because the
 * clocks of all time zones differ by whole quarters: so days of any zone can be put together from it. Each event is in one
 * row: uses of tokens in that of their purpose, all others in the one without a purpose.
 */
export const activity = {
  name: 'activity',
  columns,
  keys,
  decided: ['thread_key', 'root_key'],
  indexes: { quarter: 'minmax', thread_key: 'bloom_filter', root_key: 'bloom_filter' },
  select: (rows, turns) => `
SELECT ${columns.map(({ name }) => `${aggregateOf(name)} AS ${name}`).join(', ')}
FROM (${ofEvents([...ofEvent.keys()], rows, usesOf('1', turns))})
GROUP BY ${keys.map((name) => `of_event_${name}`).join(', ')}`,
  edges: (wanted, rows, quarters) => {
    const used = `SELECT arrayJoin(used_turns) FROM activity_rows FINAL WHERE quarter IN (${quarters})`;
    const told = ofEvents(wanted, rows, `${isAnswer} OR (${isTurn} AND ${turnKey} IN (${used}))`);
    return `SELECT ${wanted.map((name) => `of_event_${name} AS ${name}`).join(', ')} FROM (${told})`;
  },
} satisfies Rollup;
