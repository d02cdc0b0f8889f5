import { toolTimes } from '../rollups/tool-times.js';
import { defineQuery } from './define-query.js';
import { rollupRows } from './rollup-rows.js';

const calls = (description: string) => ({ kind: 'int', unit: 'tool_calls', description }) as const;
const ms = (description: string) => ({ kind: 'int', unit: 'ms', description }) as const;

const columns = [
  'tool_kind',
  'server',
  'tool_name',
  'calls',
  'failed',
  'rejected',
  'interrupted',
  'reviewed',
  'durations_ms',
  'executions_ms',
  'waits_ms',
] as const;

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
SELECT tool_kind, server, tool_name, sum(calls_here.calls) AS calls, sum(calls_here.failed) AS failed,
  sum(calls_here.rejected) AS rejected, sum(calls_here.interrupted) AS interrupted, failed / calls AS failure_ratio,
  ${quantileOfTimes(0.5, 'durations_ms')} AS duration_p50_ms,
  ${quantileOfTimes(0.95, 'durations_ms')} AS duration_p95_ms,
  ${quantileOfTimes(0.5, 'executions_ms')} AS execution_p50_ms,
  ${quantileOfTimes(0.95, 'executions_ms')} AS execution_p95_ms,
  sum(calls_here.reviewed) AS reviewed,
  ${quantileOfTimes(0.5, 'waits_ms')} AS wait_p50_ms,
  ${quantileOfTimes(0.95, 'waits_ms')} AS wait_p95_ms
FROM (${rollupRows(toolTimes, columns, input)}) AS calls_here
GROUP BY tool_kind, server, tool_name
ORDER BY calls DESC, tool_kind, server, tool_name`,
});

/** SQL: a quantile of the times that rows hold as lists; null when there are none. */
function quantileOfTimes(level: 0.5 | 0.95, times: string): string {
  // Both levels in each place: the engine then sees one aggregate and sorts once.
  const both = `quantilesExactInclusiveArray(0.5, 0.95)(${times})`;
  return `if(sum(length(${times})) = 0, NULL, toInt64(round(${both}[${level === 0.5 ? 1 : 2}])))`;
}
