import { defineQuery } from './define-query.js';
import { isToolCall, toolKind } from './event-groups.js';
import { textOrEmpty } from './fields.js';
import { counted, quantileMs } from './fragments.js';
import { isReview } from './reviews.js';

const calls = (description: string) => ({ kind: 'int', unit: 'tool_calls', description }) as const;
const ms = (description: string) => ({ kind: 'int', unit: 'ms', description }) as const;

/** A call as a number of 64 bits: joins on texts cost ten times as much. */
const itemKey = `cityHash64(account, thread_id, turn_id, ifNull(item_id, ''))`;

/** Which tools were called, how they ended, and where the time went. */
export const tools = defineQuery({
  name: 'tools',
  summary: 'Calls of each tool: how they ended, and their time split into waiting for approval and execution.',
  params: {},
  columns: {
    tool_kind: { kind: 'string', unit: null, description: 'Kind of tool: command, file change, MCP tool, …' },
    server: { kind: 'string', unit: null, description: 'MCP server; empty for other tools.' },
    tool_name: { kind: 'string', unit: null, description: 'Name of the tool.' },
    calls: calls('Calls that ended.'),
    failed: calls('Those with terminal status `failed`.'),
    rejected: calls('Those with terminal status `rejected`: refused by a person, a rule or the guardian.'),
    interrupted: calls('Those with terminal status `interrupted`.'),
    failure_ratio: { kind: 'float', unit: 'ratio', description: 'Share of the calls that failed.' },
    duration_p50_ms: ms('Median time from start to end of a call, waiting included.'),
    duration_p95_ms: ms('95th percentile of that time.'),
    execution_p50_ms: ms('Median time of the execution alone, where the agent tells it.'),
    execution_p95_ms: ms('95th percentile of that time.'),
    reviewed: calls('Calls that had to wait for a decision.'),
    wait_p50_ms: ms('Median of what those waited.'),
    wait_p95_ms: ms('95th percentile of that time.'),
  },
  sql: (input) => `
WITH ${counted(input)},
waits AS (
  SELECT ${itemKey} AS item_key, sum(duration_ms) AS wait_ms
  FROM counted
  WHERE ${isReview} AND isNotNull(item_id)
  GROUP BY item_key
),
all_calls AS (
  SELECT ${itemKey} AS item_key, ${toolKind} AS tool_kind, ${textOrEmpty('mcp_server_name')} AS server,
    ifNull(counted.tool_name, '') AS tool_name, terminal_status, duration_ms, execution_duration_ms
  FROM counted
  WHERE ${isToolCall}
),
waited AS (
  SELECT tool_kind, server, tool_name, count() AS reviewed,
    ${quantileMs(0.5, 'wait_ms')} AS wait_p50_ms,
    ${quantileMs(0.95, 'wait_ms')} AS wait_p95_ms
  FROM (SELECT * FROM all_calls WHERE item_key IN (SELECT item_key FROM waits)) AS reviewed_calls
  INNER JOIN waits USING (item_key)
  GROUP BY tool_kind, server, tool_name
)
SELECT tool_kind, server, tool_name, calls, failed, rejected, interrupted, failed / calls AS failure_ratio,
  duration_p50_ms, duration_p95_ms, execution_p50_ms, execution_p95_ms, reviewed, wait_p50_ms, wait_p95_ms
FROM (
  SELECT tool_kind, server, tool_name, count() AS calls,
    countIf(terminal_status = 'failed') AS failed,
    countIf(terminal_status = 'rejected') AS rejected,
    countIf(terminal_status = 'interrupted') AS interrupted,
    ${quantileMs(0.5, 'duration_ms')} AS duration_p50_ms,
    ${quantileMs(0.95, 'duration_ms')} AS duration_p95_ms,
    ${quantileMs(0.5, 'execution_duration_ms')} AS execution_p50_ms,
    ${quantileMs(0.95, 'execution_duration_ms')} AS execution_p95_ms
  FROM all_calls
  GROUP BY tool_kind, server, tool_name
) AS called
LEFT JOIN waited USING (tool_kind, server, tool_name)
ORDER BY calls DESC, tool_kind, server, tool_name
LIMIT 500`,
});
