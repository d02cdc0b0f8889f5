import { isReviewTriedAgain } from '../guardian-attempts.js';
import { behaviourOf, type WireBehaviour } from '../../protocol/index.js';
import type { AutoReviewCompletedParams, GuardianAction } from '../../protocol/messages/guardian.js';
import type { GuardianReviewFact, ReviewedAction } from '../review-facts.js';
import type { OpenReview, TrafficThread } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

type Verdict = Pick<
  GuardianReviewFact,
  'decision' | 'terminalStatus' | 'failureReason' | 'riskLevel' | 'userAuthorization' | 'outcome'
>;

/** A review began: one at a time on the reviewer's own session, others beside it on a fork. */
export function onAutoReviewStarted(thread: TrafficThread, reviewId: string): void {
  if (thread.openReviews.has(reviewId)) return;
  thread.openReviews.set(reviewId, beginReview(thread));
}

function beginReview(thread: TrafficThread): OpenReview {
  const isNew = !thread.hasReviewer;
  const trunkBusy = [...thread.openReviews.values()].some(({ kind }) => kind !== 'ephemeral_forked');
  thread.hasReviewer = true;
  return {
    kind: trunkBusy ? 'ephemeral_forked' : isNew ? 'trunk_new' : 'trunk_reused',
    hadPriorContext: thread.finishedReviews > 0,
  };
}

/** A review ended: what the notification tells of it. The reviewer's own session is not seen. */
export function onAutoReviewCompleted(
  ctx: TrafficContext,
  thread: TrafficThread,
  params: AutoReviewCompletedParams,
): void {
  const behaviour = behaviourOf(thread.wireVersion);
  const verdict = verdictOf(params.review);
  const reviewedAction = verdict === null ? null : reviewedActionOf(params.action);
  if (verdict === null || reviewedAction === null) return ctx.anomaly('automatic review of an unknown kind');
  const begun = thread.openReviews.get(params.reviewId) ?? beginReview(thread);
  thread.openReviews.delete(params.reviewId);
  if (endsSession(behaviour, verdict, params)) thread.hasReviewer = false;
  const attempts = isReviewTriedAgain(verdict.failureReason, errorOf(params.review.rationale))
    ? behaviour.guardianAttempts
    : 1;
  if (verdict.failureReason === null || verdict.failureReason.endsWith('_error')) thread.finishedReviews++;
  const { model, modelProvider } = thread.settings;
  ctx.emit({
    kind: 'guardianReview',
    atMs: ctx.atMs,
    implied: true,
    threadId: params.threadId,
    turnId: params.turnId,
    reviewId: params.reviewId,
    targetItemId: params.targetItemId ?? null,
    approvalRequestSource: 'main_turn',
    reviewedAction,
    reviewedActionTruncated: false,
    ...verdict,
    session: {
      threadId: null,
      kind: begun.kind,
      model: behaviour.guardianModel ?? model,
      modelProvider,
      reasoningEffort: ctx.state.unknownModels.has(behaviour.guardianModel ?? model) ? null : 'low',
      hadPriorContext: begun.hadPriorContext || attempts > 1,
      attempts,
      timeToFirstTokenMs: null,
      usage: null,
    },
    startedAtMs: params.startedAtMs,
    completedAtMs: params.completedAtMs,
  });
}

/**
 * Whether a review that was cut off took the session of the reviewer with it: always by later versions, before only where the
 * session did not end its turn in the time that it gets for that.
 */
function endsSession(
  behaviour: WireBehaviour,
  { terminalStatus }: Verdict,
  { startedAtMs, completedAtMs }: AutoReviewCompletedParams,
): boolean {
  if (terminalStatus !== 'aborted' && terminalStatus !== 'timed_out') return false;
  return behaviour.guardianSessionMadeEarly || completedAtMs - startedAtMs >= timeLimitMs + drainMs;
}

const timeLimitMs = 90_000;
const drainMs = 5_000;

const failed = 'Automatic approval review failed';

/** What went wrong, without the words before it. */
function errorOf(rationale: string | null | undefined): string {
  return (rationale ?? '').slice(failed.length).replace(/^:\s*/, '');
}

function verdictOf({
  status,
  riskLevel,
  userAuthorization,
  rationale,
}: AutoReviewCompletedParams['review']): Verdict | null {
  const assessed = { riskLevel: riskLevel ?? null, userAuthorization: userAuthorization ?? null };
  const unassessed = { riskLevel: null, userAuthorization: null, outcome: null };
  switch (status) {
    case 'approved':
      return { decision: 'approved', terminalStatus: 'approved', failureReason: null, ...assessed, outcome: 'allow' };
    case 'denied': {
      if (!(rationale ?? '').startsWith(failed)) {
        return { decision: 'denied', terminalStatus: 'denied', failureReason: null, ...assessed, outcome: 'deny' };
      }
      const failureReason = rationale!.includes('not valid JSON') ? 'parse_error' : 'session_error';
      return { decision: 'denied', terminalStatus: 'failed_closed', failureReason, ...unassessed };
    }
    case 'timedOut':
      return { decision: 'denied', terminalStatus: 'timed_out', failureReason: 'timeout', ...unassessed };
    case 'aborted':
      return { decision: 'aborted', terminalStatus: 'aborted', failureReason: 'cancelled', ...unassessed };
    default:
      return null;
  }
}

/** Keeps of an action what says nothing of its content. What the call asked for beyond the sandbox is not told. */
function reviewedActionOf(action: GuardianAction): ReviewedAction | null {
  const unseen = { sandbox_permissions: null, additional_permissions: null };
  switch (action.type) {
    case 'command':
      return action.source === 'shell' ? { type: 'shell', ...unseen } : { type: 'unified_exec', ...unseen, tty: false };
    case 'execve':
      return {
        type: 'execve',
        source: action.source === 'shell' ? 'shell' : 'unified_exec',
        program: action.program ?? null,
        additional_permissions: null,
      };
    case 'writeStdin':
      return { type: 'write_stdin', tty: true };
    case 'applyPatch':
      return { type: 'apply_patch' };
    case 'requestPermissions':
      return { type: 'request_permissions' };
    case 'networkAccess':
      return { type: 'network_access', protocol: snakeCase(action.protocol ?? 'http'), port: action.port ?? 0 };
    case 'mcpToolCall':
      return {
        type: 'mcp_tool_call',
        server: action.server ?? '',
        tool_name: action.toolName ?? '',
        connector_id: action.connectorId ?? null,
        connector_name: action.connectorName ?? null,
        tool_title: action.toolTitle ?? null,
      };
    default:
      return null;
  }
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
