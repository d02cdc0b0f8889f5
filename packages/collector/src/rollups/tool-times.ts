import { isToolCall, toolKind } from '../queries/event-groups.js';
import { textOrEmpty } from '../queries/fields.js';
import { isReview } from '../queries/reviews.js';
import { countedEvents } from '../queries/fragments.js';
import { filterDimensions, quarterColumns, quarterKeys, quarterOfEvent } from './quarter-columns.js';
import type { Rollup } from './rollup.js';

const dimensions = filterDimensions.join(', ');

/** A call as a number of 64 bits: joins on texts cost ten times as much. */
const itemKey = `cityHash64(account, thread_id, turn_id, ifNull(item_id, ''))`;

const whole = (ms: string): string => `toUInt32(least(greatest(ifNull(${ms}, 0), 0), 4294967295))`;

/**
 * Calls of tools within a quarter of an hour of a thread, each time of theirs kept: quantiles of all calls cannot be made from
 * quantiles of some.
 */
export const toolTimes = {
  name: 'tool_times',
  columns: [
    ...quarterColumns,
    { name: 'tool_kind', type: 'LowCardinality(String)' },
    { name: 'server', type: 'LowCardinality(String)' },
    { name: 'tool_name', type: 'LowCardinality(String)' },
    { name: 'calls', type: 'UInt32' },
    { name: 'failed', type: 'UInt32' },
    { name: 'rejected', type: 'UInt32' },
    { name: 'interrupted', type: 'UInt32' },
    { name: 'reviewed', type: 'UInt32' },
    { name: 'durations_ms', type: 'Array(UInt32)' },
    { name: 'executions_ms', type: 'Array(UInt32)' },
    { name: 'waits_ms', type: 'Array(UInt32)' },
  ],
  keys: [...quarterKeys, 'tool_kind', 'server', 'tool_name', ...filterDimensions],
  decided: [],
  indexes: { quarter: 'minmax' },
  select: callsOf,
  edges: (columns, rows, quarters) => {
    const threads = `(day, thread_id) IN (SELECT day, thread_id FROM tool_times_rows WHERE quarter IN (${quarters}))`;
    return `SELECT ${columns.join(', ')} FROM (${callsOf(rows, threads)})`;
  },
} satisfies Rollup;

/** SQL: the calls among `rows`, with what they waited among `turns`. */
function callsOf(rows: string, turns: string): string {
  return `
SELECT account, day, thread_id, quarter, ${dimensions}, tool_kind, server, name AS tool_name,
  count() AS calls, countIf(ended = 'failed') AS failed, countIf(ended = 'rejected') AS rejected,
  countIf(ended = 'interrupted') AS interrupted, countIf(reviews > 0) AS reviewed,
  groupArrayIf(${whole('duration_ms')}, isNotNull(duration_ms)) AS durations_ms,
  groupArrayIf(${whole('execution_duration_ms')}, isNotNull(execution_duration_ms)) AS executions_ms,
  groupArrayIf(${whole('wait_ms')}, reviews > 0 AND isNotNull(wait_ms)) AS waits_ms
FROM (
  SELECT account, day, thread_id, ${quarterOfEvent} AS quarter, ${dimensions},
    ${toolKind} AS tool_kind, ${textOrEmpty('mcp_server_name')} AS server, ${textOrEmpty('tool_name')} AS name,
    ${textOrEmpty('terminal_status')} AS ended, duration_ms, execution_duration_ms, ${itemKey} AS item_key
  FROM ${countedEvents} AND ${rows} AND ${isToolCall}
) AS ended_calls
LEFT JOIN (
  SELECT ${itemKey} AS item_key, sum(duration_ms) AS wait_ms, count() AS reviews
  FROM ${countedEvents} AND ${turns} AND ${isReview} AND isNotNull(item_id)
  GROUP BY item_key
) AS waits USING (item_key)
GROUP BY account, day, thread_id, quarter, ${dimensions}, tool_kind, server, name`;
}
