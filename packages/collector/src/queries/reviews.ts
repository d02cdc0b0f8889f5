import { textOrEmpty } from './fields.js';

/** SQL: whether a row is one decision about a request for approval. */
export const isReview = `event_type = 'codex_review_event'`;

/** SQL: how such a decision ended, with the kinds of approval told apart. */
export const reviewOutcome = `multiIf(
    ${textOrEmpty('status')} = 'approved' AND ${textOrEmpty('resolution')} = 'session_approval', 'approved_for_session',
    ${textOrEmpty('status')} = 'approved' AND ${textOrEmpty('resolution')} IN ('exec_policy_amendment', 'network_policy_amendment'), 'approved_by_rule',
    ${textOrEmpty('status')})`;
