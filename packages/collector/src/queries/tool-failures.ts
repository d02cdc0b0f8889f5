import { defineQuery } from './define-query.js';
import { isToolCall, toolKind } from './event-groups.js';
import { counted } from './fragments.js';

/** Why calls did not succeed. */
export const toolFailures = defineQuery({
  name: 'tool_failures',
  summary: 'Calls of tools that did not complete, by kind of tool and reason.',
  params: {},
  columns: {
    tool_kind: { kind: 'string', unit: null, description: 'Kind of tool.' },
    terminal_status: { kind: 'string', unit: null, description: '`failed`, `rejected` or `interrupted`.' },
    failure_kind: {
      kind: 'string',
      unit: null,
      description: 'Reason: `tool_error`, `approval_denied`, `sandbox_denied`, …; empty when none was told.',
    },
    calls: { kind: 'int', unit: 'tool_calls', description: 'Calls that ended so.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ${toolKind} AS tool_kind, terminal_status, ifNull(counted.failure_kind, '') AS failure_kind, count() AS calls
FROM counted
WHERE ${isToolCall} AND terminal_status != 'completed'
GROUP BY tool_kind, terminal_status, failure_kind
ORDER BY calls DESC, tool_kind, terminal_status, failure_kind`,
});
