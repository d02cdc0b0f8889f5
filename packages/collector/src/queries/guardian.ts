import { defineQuery } from './define-query.js';
import { int } from './fields.js';
import { counted, countedEvents, quantileMs } from './fragments.js';

const isGuardianReview = `event_type = 'codex_guardian_review'`;
/** A later approval counts as overturning only within this time. */
const overturnedWithinSeconds = 600;

const countOf = (status: string, description: string) =>
  ({ kind: 'int', unit: 'reviews', description: `${description} (terminal status \`${status}\`).` }) as const;

/** What the automatic reviewer did, in one row. An approval overturns a denial of the period also where it comes after that. */
export const guardian = defineQuery({
  name: 'guardian',
  summary: 'Reviews by the guardian: verdicts, failures, latency, its own tokens, and denials that users overturned.',
  params: {},
  columns: {
    reviews: { kind: 'int', unit: 'reviews', description: 'Reviews that ended (`codex_guardian_review`).' },
    approved: countOf('approved', 'Approved'),
    denied: countOf('denied', 'Denied by an assessment'),
    timed_out: countOf('timed_out', 'Denied because the time was up'),
    failed_closed: countOf('failed_closed', 'Denied because the review failed'),
    aborted: countOf('aborted', 'Ended by an interruption'),
    denials: {
      kind: 'int',
      unit: 'reviews',
      description: 'Denials that reached the agent (`codex_review_event` of the guardian, denied or timed out).',
    },
    overturned_denials: {
      kind: 'int',
      unit: 'reviews',
      description: `A proxy: denials after which the user approved the same kind of subject in the same thread within ${overturnedWithinSeconds / 60} minutes.`,
    },
    latency_p50_ms: { kind: 'int', unit: 'ms', description: 'Median time of a review.' },
    latency_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that time.' },
    first_token_p50_ms: {
      kind: 'int',
      unit: 'ms',
      description: 'Median time to the first token of the reviewing model.',
    },
    total_tokens: {
      kind: 'int',
      unit: 'tokens',
      description:
        'Tokens that completed reviews used, as the reviews report them; null where there were reviews and none told.',
    },
  },
  sql: (input) => `
WITH ${counted(input)},
denials AS (
  SELECT account, day, thread_id, assumeNotNull(subject_kind) AS subject, occurred_at AS denied_at
  FROM counted
  WHERE event_type = 'codex_review_event' AND reviewer = 'guardian' AND status IN ('denied', 'timed_out')
    AND isNotNull(subject_kind)
),
user_approvals AS (
  SELECT account, thread_id, assumeNotNull(subject_kind) AS subject, occurred_at AS approved_at
  FROM ${countedEvents} AND event_type = 'codex_review_event' AND reviewer = 'user' AND status = 'approved' AND isNotNull(subject_kind)
    AND (account, day, thread_id) IN (SELECT account, day, thread_id FROM denials)
)
SELECT * FROM (
  SELECT count() AS reviews,
    countIf(terminal_status = 'approved') AS approved,
    countIf(terminal_status = 'denied') AS denied,
    countIf(terminal_status = 'timed_out') AS timed_out,
    countIf(terminal_status = 'failed_closed') AS failed_closed,
    countIf(terminal_status = 'aborted') AS aborted,
    ${quantileMs(0.5, int('completion_latency_ms'))} AS latency_p50_ms,
    ${quantileMs(0.95, int('completion_latency_ms'))} AS latency_p95_ms,
    ${quantileMs(0.5, int('time_to_first_token_ms'))} AS first_token_p50_ms,
    if(count() = 0, 0, sum(counted.total_tokens)) AS total_tokens
  FROM counted
  WHERE ${isGuardianReview}
) AS reviewed
CROSS JOIN (
  SELECT count() AS denials,
    countIf(approved_at > denied_at AND approved_at <= denied_at + INTERVAL ${overturnedWithinSeconds} SECOND) AS overturned_denials
  FROM denials
  ASOF LEFT JOIN user_approvals
    ON denials.account = user_approvals.account AND denials.thread_id = user_approvals.thread_id
    AND denials.subject = user_approvals.subject AND denials.denied_at < user_approvals.approved_at
) AS overturned`,
});
