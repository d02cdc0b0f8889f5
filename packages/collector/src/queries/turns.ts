import { defineQuery } from './define-query.js';
import { steers } from './fields-of-turns.js';
import { int } from './fields.js';
import { counted, quantileMs, total } from './fragments.js';

/** How turns ended. */
export const turns = defineQuery({
  name: 'turns',
  summary: 'Turns by how they ended: duration, steers, tools, and the kind of error.',
  params: {},
  columns: {
    status: { kind: 'string', unit: null, description: '`completed`, `failed` or `interrupted`.' },
    error_kind: {
      kind: 'string',
      unit: null,
      description: 'Kind of the error (`codex_error_kind`); empty without one.',
    },
    turns: { kind: 'int', unit: 'turns', description: 'Turns that ended so.' },
    duration_p50_ms: { kind: 'int', unit: 'ms', description: 'Median duration, waits for approval included.' },
    duration_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that.' },
    steered: { kind: 'int', unit: 'turns', description: 'Turns that accepted at least one steer.' },
    steers: { kind: 'int', unit: 'steers', description: 'Steers that they accepted.' },
    tool_calls: { kind: 'int', unit: 'tool_calls', description: 'Calls of tools, by the turn events’ own count.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ifNull(counted.status, '') AS status, ifNull(codex_error_kind, '') AS error_kind, count() AS turns,
  ${quantileMs(0.5, 'duration_ms')} AS duration_p50_ms,
  ${quantileMs(0.95, 'duration_ms')} AS duration_p95_ms,
  countIf(ifNull(${steers}, 0) > 0) AS steered,
  ${total(steers, '1')} AS steers,
  ${total(int('total_tool_call_count'), '1')} AS tool_calls
FROM counted
WHERE event_type = 'codex_turn_event'
GROUP BY status, error_kind
ORDER BY turns DESC, status, error_kind`,
});
