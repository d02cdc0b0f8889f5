import { defineQuery } from './define-query.js';
import { int, textOrEmpty } from './fields.js';
import { counted, quantileMs } from './fragments.js';

/** What the automatic reviewer looked at, and how risky it found it. */
export const guardianSubjects = defineQuery({
  name: 'guardian_subjects',
  summary: 'Reviews by the guardian by kind of action and risk.',
  params: {},
  columns: {
    action: {
      kind: 'string',
      unit: null,
      description:
        'Kind of the reviewed action: `shell`, `unified_exec`, `apply_patch`, `network_access`, `mcp_tool_call`, …',
    },
    risk_level: {
      kind: 'string',
      unit: null,
      description: 'Risk of the assessment; empty when the review did not come to one.',
    },
    reviews: { kind: 'int', unit: 'reviews', description: 'Reviews.' },
    approved: { kind: 'int', unit: 'reviews', description: 'Decision `approved`.' },
    denied: { kind: 'int', unit: 'reviews', description: 'Decision `denied`, failures and timeouts included.' },
    latency_p50_ms: { kind: 'int', unit: 'ms', description: 'Median time of a review.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT ${textOrEmpty('reviewed_action.type')} AS action, ifNull(counted.risk_level, '') AS risk_level, count() AS reviews,
  countIf(decision = 'approved') AS approved,
  countIf(decision = 'denied') AS denied,
  ${quantileMs(0.5, int('completion_latency_ms'))} AS latency_p50_ms
FROM counted
WHERE event_type = 'codex_guardian_review'
GROUP BY action, risk_level
ORDER BY reviews DESC, action, risk_level`,
});
