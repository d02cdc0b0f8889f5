import { defineQuery } from './define-query.js';
import { text, textOrEmpty } from './fields.js';
import { counted, countedEvents } from './fragments.js';
import { isReview, reviewOutcome } from './reviews.js';
import { pageOfRows } from './row-limits.js';

/**
 * Every decision about a request for approval. Assessments are looked for by the decisions alone: one may lie a moment before the
 * period, or be told under another model.
 */
export const audit = defineQuery({
  name: 'audit',
  summary: 'Every decision about a request for approval, the latest first.',
  params: {
    reviewer: { kind: 'string', description: 'Only decisions of this one: `user`, `guardian`, `hook`.' },
    outcome: { kind: 'string', description: 'Only decisions that ended so, as in `approvals`.' },
    ...pageOfRows(100),
  },
  columns: {
    decided_at: { kind: 'time', unit: null, description: 'Moment of the decision.' },
    account: { kind: 'string', unit: null, description: 'Account that delivered it.' },
    project: { kind: 'string', unit: null, description: 'Project; empty when none was told.' },
    thread_id: { kind: 'string', unit: 'id', description: 'Thread that asked.' },
    turn_id: { kind: 'string', unit: 'id', description: 'Turn that asked.' },
    item_id: { kind: 'string', unit: 'id', description: 'Call that it was asked for; empty for permissions as such.' },
    review_id: { kind: 'string', unit: 'id', description: 'The review.' },
    subject_kind: { kind: 'string', unit: null, description: 'What was asked for.' },
    subject_name: { kind: 'string', unit: null, description: 'Name of the tool or of the kind.' },
    trigger: {
      kind: 'string',
      unit: null,
      description: 'Why it was asked: `initial`, `sandbox_denial`, `network_policy_denial`, `execve_intercept`.',
    },
    reviewer: { kind: 'string', unit: null, description: 'Who decided.' },
    outcome: { kind: 'string', unit: null, description: 'How, as in `approvals`.' },
    risk_level: { kind: 'string', unit: null, description: 'Risk by the guardian; empty when it did not review.' },
    failure_reason: {
      kind: 'string',
      unit: null,
      description: 'Why the guardian came to no assessment; empty otherwise.',
    },
    wait_ms: {
      kind: 'int',
      unit: 'ms',
      description: 'Time from the request to the decision; null when it is not known.',
    },
  },
  sql: (input) => `
WITH ${counted(input)},
decisions AS (
  SELECT occurred_at AS decided_at, account, day, project, thread_id, turn_id, ifNull(item_id, '') AS item,
    ifNull(${text('review_id')}, '') AS review, ifNull(subject_kind, '') AS kind, ifNull(subject_name, '') AS name,
    ifNull(counted.trigger, '') AS why, ifNull(counted.reviewer, '') AS who, ${reviewOutcome} AS outcome,
    duration_ms AS wait_ms, ${reviewKey('item_id')} AS review_key
  FROM counted
  WHERE ${isReview}${input.has('reviewer') ? ` AND who = ${input.param('reviewer')}` : ''}${
    input.has('outcome') ? ` AND outcome = ${input.param('outcome')}` : ''
  }
  ORDER BY decided_at DESC, review, delivery_id
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
),
assessments AS (
  SELECT account, ${reviewKey('target_item_id')} AS review_key, any(ifNull(risk_level, '')) AS risk,
    any(ifNull(${text('failure_reason')}, '')) AS failure
  FROM ${countedEvents} AND event_type = 'codex_guardian_review'
    AND (account, day, thread_id, review_key) IN (SELECT account, day, thread_id, review_key FROM decisions)
  GROUP BY account, review_key
)
SELECT decided_at, account, project, thread_id, turn_id, item AS item_id, review AS review_id, kind AS subject_kind,
  name AS subject_name, why AS trigger, who AS reviewer, outcome, risk AS risk_level, failure AS failure_reason, wait_ms
FROM decisions
LEFT JOIN assessments USING (account, review_key)
ORDER BY decided_at DESC, review_id`,
});

/** SQL: what a decision and its assessment have in common. Session logs do not tell the id: then place and moment do. */
function reviewKey(item: 'item_id' | 'target_item_id'): string {
  const place = `thread_id, turn_id, ${textOrEmpty(item)}, toString(toUnixTimestamp64Milli(occurred_at))`;
  return `if(${textOrEmpty('review_id')} = '', concatWithSeparator(' ', ${place}), ${textOrEmpty('review_id')})`;
}
