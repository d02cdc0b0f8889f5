import { defineQuery } from './define-query.js';
import { counted } from './fragments.js';
import { isReview } from './reviews.js';

/** Lower bounds of the classes; the steps grow as waits are felt: half a second, a breath, a look, a coffee. */
const boundsMs = [0, 300, 1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000];

/** How long the agent waited, as a distribution. */
export const approvalWaits = defineQuery({
  name: 'approval_waits',
  summary: 'How long requests for approval waited, in classes of time.',
  params: {},
  columns: {
    reviewer: { kind: 'string', unit: null, description: 'Who decided.' },
    from_ms: { kind: 'int', unit: 'ms', description: 'Shortest wait of the class.' },
    reviews: {
      kind: 'int',
      unit: 'reviews',
      description: 'Decisions that took at least that long, and less than the next class.',
    },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT reviewer, roundDown(assumeNotNull(duration_ms), [${boundsMs.join(', ')}]) AS from_ms, count() AS reviews
FROM counted
WHERE ${isReview} AND isNotNull(duration_ms)
GROUP BY reviewer, from_ms
ORDER BY reviewer, from_ms`,
});
