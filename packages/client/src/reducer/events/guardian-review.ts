import { Type } from 'typebox';

import type { GuardianReviewFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';
import { reviewedActionSchema } from './reviewed-action.js';
import { appServerClient, runtime } from './shared-blocks.js';
import type { AppServerClient, Runtime } from './shared-blocks.js';
import { tokenFields, tokenValues } from './token-fields.js';

/** What {@link guardianReview} is made from. */
export interface GuardianReviewInput {
  readonly fact: GuardianReviewFact;
  readonly sessionId: string;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
}

const since = '0.169.0' as const;
const notification = 'item/autoApprovalReview/completed';
const reviewerTurn = 'rollout: turn of the reviewer';

/** The time that a review may take. */
const reviewTimeoutMs = 90_000;

/** The automatic reviewer came to an end. */
export const guardianReview = defineEvent({
  type: 'codex_guardian_review',
  summary: 'The automatic reviewer decided, failed or ran out of time. An interrupted one is reported since 0.169.',
  params: Type.Object({
    session_id: field.string({
      description: 'Session of the reviewed thread.',
      source: 'thread metadata',
      column: 'session_id',
    }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    guardian_context_mode: field.string({ description: 'Always `thread_owned` so far.', source: 'constant', since }),
    thread_id: field.string({ description: 'The reviewed thread.', source: notification, column: 'thread_id' }),
    turn_id: field.string({ description: 'The reviewed turn.', source: notification, column: 'turn_id' }),
    review_id: field.stringOrNull({
      description: 'Id of the review; null when only a rollout is there, which does not hold it.',
      source: notification,
      column: 'review_id',
    }),
    target_item_id: field.stringOrNull({ description: 'The reviewed item; null for a host.', source: notification }),
    approval_request_source: field.string({
      description: '`main_turn` or `delegated_subagent`.',
      source: 'traffic: `main_turn`',
    }),
    reviewed_action: field.object(reviewedActionSchema, {
      description: 'What was reviewed, without what it said.',
      source: `${notification}: action; rollout: arguments of the call`,
    }),
    reviewed_action_truncated: field.boolean({
      description: 'Whether the reviewer saw a shortened action.',
      source: 'traffic: false; rollout: request text',
    }),
    decision: field.string({
      description: '`approved`, `denied` or `aborted`.',
      source: notification,
      column: 'decision',
    }),
    terminal_status: field.string({
      description: '`approved`, `denied`, `aborted`, `timed_out` or `failed_closed`.',
      source: `${notification}: status and the beginning of the rationale`,
      column: 'terminal_status',
    }),
    failure_reason: field.stringOrNull({
      description:
        '`timeout`, `cancelled`, `prompt_build_error`, `session_error`, `parse_error`; null when it decided.',
      source: 'same',
    }),
    attempt_count: field.int({
      description: 'Attempts.',
      source: 'traffic: by the failure; rollout: turns of the reviewer',
      since,
    }),
    risk_level: field.stringOrNull({
      description: '`low`, `medium`, `high` or `critical`; null without a verdict.',
      source: notification,
      column: 'risk_level',
    }),
    user_authorization: field.stringOrNull({
      description: '`unknown`, `low`, `medium` or `high`; null without a verdict.',
      source: notification,
    }),
    outcome: field.stringOrNull({
      description: '`allow` or `deny`; null without a verdict.',
      source: notification,
      column: 'outcome',
    }),
    guardian_thread_id: field.stringOrNull({
      description: 'Thread of the reviewer; null without a rollout.',
      source: reviewerTurn,
    }),
    guardian_session_kind: field.stringOrNull({
      description: '`trunk_new`, `trunk_reused` or `ephemeral_forked`; null when no session was reached.',
      source: 'order of the reviews',
    }),
    guardian_model: field.stringOrNull({
      description: 'Model of the reviewer.',
      source: 'version; rollout: turn_context',
    }),
    guardian_reasoning_effort: field.stringOrNull({
      description: 'Its effort.',
      source: 'model; rollout: turn_context',
    }),
    guardian_default_review_model_id: field.stringOrNull({
      description: 'Model that reviews by default.',
      source: 'constant',
      since,
    }),
    guardian_catalog_contains_auto_review: field.boolean({
      description: 'Always false so far.',
      source: 'constant',
      since,
    }),
    guardian_review_model_overridden: field.boolean({ description: 'Always false so far.', source: 'constant', since }),
    guardian_review_model_override: field.stringOrNull({
      description: 'Always null so far.',
      source: 'constant',
      since,
    }),
    guardian_model_provider_id: field.stringOrNull({
      description: 'Its provider.',
      source: 'provider of the thread',
      since,
    }),
    had_prior_review_context: field.booleanOrNull({
      description: 'Whether the reviewer remembered an earlier review.',
      source: 'order of the reviews; rollout: prompt',
    }),
    review_timeout_ms: field.int({ description: 'Time that a review may take, milliseconds.', source: 'constant' }),
    tool_call_count: field.intOrNull({ description: 'Always null so far.', source: 'none' }),
    time_to_first_token_ms: field.intOrNull({
      description: 'Milliseconds to the first token; null without a rollout.',
      source: reviewerTurn,
      column: 'time_to_first_token_ms',
    }),
    completion_latency_ms: field.intOrNull({
      description: 'Milliseconds from the request to the decision.',
      source: 'completedAtMs - startedAtMs',
      column: 'duration_ms',
    }),
    started_at: field.int({ description: 'Start, Unix seconds.', source: notification }),
    completed_at: field.intOrNull({ description: 'End, Unix seconds.', source: notification }),
    ...tokenFields('the review; null without a rollout or when it did not complete', false),
  }),
  occurredAtMs: () => null,
  build: ({ fact, ...input }: GuardianReviewInput) => ({
    session_id: input.sessionId,
    app_server_client: input.client,
    runtime: input.runtime,
    guardian_context_mode: 'thread_owned',
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    review_id: fact.reviewId,
    target_item_id: fact.targetItemId,
    approval_request_source: fact.approvalRequestSource,
    reviewed_action: { ...fact.reviewedAction },
    reviewed_action_truncated: fact.reviewedActionTruncated,
    decision: fact.decision,
    terminal_status: fact.terminalStatus,
    failure_reason: fact.failureReason,
    attempt_count: fact.session.attempts,
    risk_level: fact.riskLevel,
    user_authorization: fact.userAuthorization,
    outcome: fact.outcome,
    guardian_thread_id: fact.session.threadId,
    guardian_session_kind: fact.session.kind,
    guardian_model: fact.session.model,
    guardian_reasoning_effort: fact.session.reasoningEffort,
    guardian_default_review_model_id: 'codex-auto-review',
    guardian_catalog_contains_auto_review: false,
    guardian_review_model_overridden: false,
    guardian_review_model_override: null,
    guardian_model_provider_id: fact.session.modelProvider,
    had_prior_review_context: fact.session.hadPriorContext,
    review_timeout_ms: reviewTimeoutMs,
    tool_call_count: null,
    time_to_first_token_ms: fact.session.timeToFirstTokenMs,
    completion_latency_ms: Math.max(0, fact.completedAtMs - fact.startedAtMs),
    started_at: Math.floor(fact.startedAtMs / 1000),
    completed_at: Math.floor(fact.completedAtMs / 1000),
    ...tokenValues(fact.session.usage),
  }),
});
