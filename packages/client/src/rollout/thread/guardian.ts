import { isReviewTriedAgain } from '../../facts/guardian-attempts.js';
import { noUsage, type GuardianEnrichment, type GuardianReviewFact, type GuardianSession } from '../../facts/index.js';
import { behaviourOf, existsIn } from '../../protocol/index.js';
import { parseObject, stringOf } from '../json-value.js';
import type { RolloutRecord } from '../records/record.js';
import { reviewedActionOf, reviewTarget, wireAction } from './reviewed-action.js';
import type { ThreadContext } from './thread-context.js';
import type { ReviewState, ThreadState, TurnState } from './thread-state.js';
import { tokenUsage } from './usage.js';

/** The reviewer is asked: its prompt names the thread under review and holds the action as JSON. */
export function onGuardianPrompt(context: ThreadContext, turn: TurnState, text: string): void {
  const start = text.indexOf('APPROVAL REQUEST START');
  if (start === -1) return;
  const request = text.slice(start);
  const from = request.indexOf('{\n');
  const to = request.lastIndexOf('\n}');
  turn.review = {
    threadId: /Reviewed Codex session id: (\S+)/.exec(text)?.[1] ?? context.state.meta.parentThreadId ?? '',
    action: from === -1 || to < from ? '{}' : request.slice(from, to + 2),
    hadPriorContext: text.includes('TRANSCRIPT DELTA START'),
    isTruncated: /<truncated|truncated_action/.test(request),
    isFirst: context.state.reviews === 0,
    startedAtMs: turn.startedAtMs,
    attempts: 1,
  };
  context.state.reviews++;
}

/** A turn of the reviewer is over. What it says decides; a text that is no verdict is asked for again by later versions. */
export function endGuardianTurn(
  context: ThreadContext,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'turnEnded' }>,
  atMs: number,
): void {
  const { state } = context;
  let review = turn.review;
  if (review === null) return;
  const waiting = state.waitingReview;
  if (waiting !== null) {
    state.waitingReview = null;
    if (waiting.review.action === review.action) {
      review = {
        ...review,
        startedAtMs: waiting.review.startedAtMs,
        attempts: waiting.review.attempts + 1,
        isFirst: waiting.review.isFirst,
      };
    } else tellReview(context, waiting.review, waiting.end);
  }
  const end = { ...outcomeOf(record), ...sessionEnd(state, turn, record), atMs };
  const attemptsMax = behaviourOf(state.wire).guardianAttempts;
  const goesOn = isReviewTriedAgain(end.failureReason, record.error?.message ?? '');
  if (goesOn && review.attempts < attemptsMax) state.waitingReview = { review, end };
  else tellReview(context, review, end);
}

/** How a review ended. */
export interface ReviewEnd extends Outcome {
  readonly atMs: number;
  readonly timeToFirstTokenMs: number | null;
  readonly model: string | null;
  readonly effort: string | null;
  readonly usage: GuardianSession['usage'];
}

interface Outcome {
  readonly decision: GuardianReviewFact['decision'];
  readonly terminalStatus: GuardianReviewFact['terminalStatus'];
  readonly failureReason: string | null;
  readonly riskLevel: string | null;
  readonly userAuthorization: string | null;
  readonly outcome: 'allow' | 'deny' | null;
}

const reviewTimeoutMs = 90_000;

function outcomeOf(record: Extract<RolloutRecord, { kind: 'turnEnded' }>): Outcome {
  const none = { riskLevel: null, userAuthorization: null, outcome: null };
  if (record.status === 'interrupted') {
    const timedOut = (record.durationMs ?? 0) >= reviewTimeoutMs - 500;
    if (timedOut) return { decision: 'denied', terminalStatus: 'timed_out', failureReason: 'timeout', ...none };
    return { decision: 'aborted', terminalStatus: 'aborted', failureReason: 'cancelled', ...none };
  }
  const closed = { decision: 'denied', terminalStatus: 'failed_closed', ...none } as const;
  if (record.status === 'failed' || record.lastAgentMessage === null)
    return { ...closed, failureReason: 'session_error' };
  const text = record.lastAgentMessage;
  const verdict = parseObject(text.slice(Math.max(0, text.indexOf('{')), text.lastIndexOf('}') + 1));
  const outcome = verdict?.outcome;
  if (outcome !== 'allow' && outcome !== 'deny') return { ...closed, failureReason: 'parse_error' };
  const decision = outcome === 'allow' ? 'approved' : 'denied';
  return {
    decision,
    terminalStatus: decision,
    failureReason: null,
    riskLevel: stringOf(verdict?.risk_level),
    userAuthorization: stringOf(verdict?.user_authorization),
    outcome,
  };
}

function sessionEnd(
  { totals, wire }: ThreadState,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'turnEnded' }>,
): Pick<ReviewEnd, 'timeToFirstTokenMs' | 'model' | 'effort' | 'usage'> {
  // A session that has used nothing yet has no totals that could have grown; 0.137 looks at them after a whole review alone.
  const isTold = totals !== null && (record.status !== 'interrupted' || existsIn(wire, '0.169.0'));
  return {
    timeToFirstTokenMs: record.timeToFirstTokenMs,
    model: turn.context?.model ?? null,
    effort: turn.context?.effort ?? null,
    usage: !isTold ? null : turn.usage === null ? noUsage : tokenUsage(turn.usage),
  };
}

const madeReviewId = 'rollout:';

/** Whether the id of a review was made here. */
export function isMadeReviewId(id: string): boolean {
  return id.startsWith(madeReviewId);
}

/** A review that waits for another attempt will get none. */
export function settleReview(context: ThreadContext): void {
  const { waitingReview } = context.state;
  context.state.waitingReview = null;
  if (waitingReview !== null) tellReview(context, waitingReview.review, waitingReview.end);
}

/** Tells a review to the thread that it was about. */
function tellReview(context: ThreadContext, review: ReviewState, end: ReviewEnd): void {
  const { state } = context;
  const reviewed = context.contextOf(review.threadId);
  const turn = reviewed?.state.turn ?? reviewed?.state.lastTurn ?? null;
  if (reviewed === null || reviewed === undefined || turn === null) return;
  // 0.137 says nothing of a review that was interrupted
  if (end.decision === 'aborted' && !existsIn(state.wire, '0.169.0')) return;
  const action = parseObject(review.action) ?? {};
  const target = reviewTarget(reviewed, turn, action);
  const early = behaviourOf(state.wire).guardianSessionMadeEarly;
  const session: GuardianSession = {
    threadId: state.meta.threadId,
    kind: review.isFirst && !early ? 'trunk_new' : 'trunk_reused',
    model: end.model,
    modelProvider: state.meta.modelProvider,
    reasoningEffort: end.effort,
    hadPriorContext: review.hadPriorContext,
    attempts: review.attempts,
    timeToFirstTokenMs: end.timeToFirstTokenMs,
    usage: end.usage,
  };
  const reviewedAction = reviewedActionOf(action);
  const targetItemId = target?.callId ?? null;
  const times = { startedAtMs: review.startedAtMs, completedAtMs: end.atMs };
  const enrichment: GuardianEnrichment = {
    targetItemId,
    ...times,
    session,
    ...(reviewedAction === null ? {} : { reviewedAction }),
  };
  if (reviewed.state.turn !== null) reviewed.state.turn.guardianReviews.push(enrichment);
  if (reviewedAction === null) return;
  const ids = { threadId: review.threadId, turnId: turn.turnId };
  // the id is made in memory and written nowhere; one that is the same at every reading takes its place
  const reviewId = `${madeReviewId}${state.meta.threadId}#${review.startedAtMs}`;
  const { atMs, decision, terminalStatus, failureReason, riskLevel, userAuthorization, outcome } = end;
  reviewed.tell({
    kind: 'guardianReview',
    atMs,
    ...ids,
    reviewId,
    targetItemId,
    approvalRequestSource: 'main_turn',
    reviewedAction,
    reviewedActionTruncated: review.isTruncated,
    decision,
    terminalStatus,
    failureReason,
    riskLevel,
    userAuthorization,
    outcome,
    session,
    ...times,
  });
  const status = {
    approved: 'approved',
    denied: 'denied',
    aborted: 'aborted',
    timed_out: 'timedOut',
    failed_closed: 'denied',
  };
  reviewed.tell({
    kind: 'notification',
    atMs,
    notification: {
      method: 'item/autoApprovalReview/completed',
      params: {
        ...ids,
        ...times,
        reviewId,
        targetItemId,
        review: {
          status: status[end.terminalStatus],
          riskLevel: end.riskLevel,
          userAuthorization: end.userAuthorization,
        },
        action: wireAction(action),
      },
    },
  });
}
