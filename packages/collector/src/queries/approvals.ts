import { defineQuery } from './define-query.js';
import { counted, quantileMs } from './fragments.js';
import { isReview, reviewOutcome } from './reviews.js';

/** The funnel of approvals. */
export const approvals = defineQuery({
  name: 'approvals',
  summary: 'Requests for approval: who decided, how, and how long the agent waited.',
  params: {},
  columns: {
    reviewer: {
      kind: 'string',
      unit: null,
      description: '`user` or `guardian` (the automatic reviewer); with approvals in the tap also `hook`.',
    },
    outcome: {
      kind: 'string',
      unit: null,
      description:
        '`approved`, `approved_for_session`, `approved_by_rule` (a policy was amended with it), `denied`, `aborted` (nobody answered before the turn ended) or `timed_out`.',
    },
    reviews: { kind: 'int', unit: 'reviews', description: 'Decisions (`codex_review_event`).' },
    wait_p50_ms: { kind: 'int', unit: 'ms', description: 'Median time from the request to the decision.' },
    wait_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that time.' },
    wait_total_ms: { kind: 'int', unit: 'ms', description: 'All of that time added up.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT reviewer, ${reviewOutcome} AS outcome, count() AS reviews,
  ${quantileMs(0.5, 'duration_ms')} AS wait_p50_ms,
  ${quantileMs(0.95, 'duration_ms')} AS wait_p95_ms,
  ifNull(sum(duration_ms), 0) AS wait_total_ms
FROM counted
WHERE ${isReview}
GROUP BY reviewer, outcome
ORDER BY reviewer, reviews DESC, outcome`,
});
