import { defineQuery } from './define-query.js';
import { counted, quantileMs } from './fragments.js';
import { isReview } from './reviews.js';

/** What was asked for. */
export const approvalSubjects = defineQuery({
  name: 'approval_subjects',
  summary: 'What approval was asked for, the most frequent first.',
  params: {},
  columns: {
    subject_kind: {
      kind: 'string',
      unit: null,
      description: '`command_execution`, `file_change`, `mcp_tool_call`, `permissions` or `network_access`.',
    },
    subject_name: { kind: 'string', unit: null, description: 'Name of the tool or of the kind.' },
    reviews: { kind: 'int', unit: 'reviews', description: 'Decisions about it.' },
    approved: { kind: 'int', unit: 'reviews', description: 'Approved, in whatever way.' },
    denied: { kind: 'int', unit: 'reviews', description: 'Denied, or timed out.' },
    aborted: { kind: 'int', unit: 'reviews', description: 'Ended without an answer.' },
    by_user: { kind: 'int', unit: 'reviews', description: 'Decided by the user.' },
    by_guardian: { kind: 'int', unit: 'reviews', description: 'Decided by the guardian.' },
    wait_p50_ms: { kind: 'int', unit: 'ms', description: 'Median time from the request to the decision.' },
    wait_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that time.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT subject_kind, subject_name, count() AS reviews,
  countIf(status = 'approved') AS approved,
  countIf(status IN ('denied', 'timed_out')) AS denied,
  countIf(status = 'aborted') AS aborted,
  countIf(reviewer = 'user') AS by_user,
  countIf(reviewer = 'guardian') AS by_guardian,
  ${quantileMs(0.5, 'duration_ms')} AS wait_p50_ms,
  ${quantileMs(0.95, 'duration_ms')} AS wait_p95_ms
FROM counted
WHERE ${isReview}
GROUP BY subject_kind, subject_name
ORDER BY reviews DESC, subject_kind, subject_name
LIMIT 200`,
});
