import type { ServerNotification } from '../../protocol/index.js';
import { behaviourOf } from '../../protocol/index.js';
import type { ThreadSettingsUpdatedParams } from '../../protocol/messages/settings.js';
import type { TurnCompletedParams, TurnStartedParams } from '../../protocol/messages/turn.js';
import { classifySandboxPolicy } from '../sandbox-class.js';
import { onCompactionCutOff } from './compactions.js';
import { errorKindOf } from './error-kinds.js';
import { onGoalCleared, onGoalUpdated } from './goals.js';
import { onAutoReviewCompleted, onAutoReviewStarted } from './guardian-reviews.js';
import { onHookCompleted } from './hook-runs.js';
import { onItemCompleted, onItemStarted } from './items.js';
import { unloadThread } from './kept-threads.js';
import { onTurnEndedUnanswered } from './server-requests.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import { onAgentTurnStarted, settleInteraction } from './sub-agents.js';
import { policyName } from './submitted-input.js';
import { takeSettings, tellSubmitted, trafficTurnOf } from './threads.js';
import { resolveTurn } from './turn-config.js';
import type { TrafficContext } from './traffic-context.js';
import { noteActivity, onTurnError, toolsOf, turnProfileOf } from './turn-profile.js';
import { onTokenUsage, usageOfTurn } from './usage-announcements.js';

/**
 * A notification of a known thread: what it implies is told, then the notification itself. Returns the thread that it names for the
 * first time.
 */
export function onNotification(
  ctx: TrafficContext,
  thread: TrafficThread,
  notification: ServerNotification,
): string | null {
  switch (notification.method) {
    case 'turn/started':
      onTurnStarted(ctx, thread, notification.params);
      break;
    case 'turn/completed':
      onTurnCompleted(ctx, thread, notification.params);
      break;
    case 'item/started':
      settleInteraction(ctx, thread);
      noteActivity(ctx, thread.turns.get(notification.params.turnId));
      onItemStarted(ctx, thread, notification.params);
      break;
    case 'item/completed': {
      const named = onItemCompleted(ctx, thread, notification.params);
      tell(ctx, notification);
      return named;
    }
    case 'item/autoApprovalReview/started':
      return (onAutoReviewStarted(thread, notification.params.reviewId), null);
    case 'item/autoApprovalReview/completed':
      onAutoReviewCompleted(ctx, thread, notification.params);
      break;
    case 'thread/settings/updated':
      return (onSettingsUpdated(thread, notification.params), null);
    case 'thread/tokenUsage/updated':
      return (onTokenUsage(ctx, thread, notification.params), null);
    case 'thread/goal/updated':
      return (onGoalUpdated(ctx, thread, notification.params), null);
    case 'thread/goal/cleared':
      return (onGoalCleared(ctx, thread), null);
    case 'hook/completed':
      return (onHookCompleted(ctx, thread, notification.params), null);
    case 'error': {
      const { error, willRetry, turnId } = notification.params;
      const turn = thread.turns.get(turnId);
      if (turn !== undefined) onTurnError(ctx, turn, error, willRetry === true);
      return null;
    }
    case 'thread/closed':
      tell(ctx, notification);
      unloadThread(ctx, thread);
      return null;
    case 'serverRequest/resolved':
    case 'warning':
      return null;
  }
  tell(ctx, notification);
  return null;
}

function tell(ctx: TrafficContext, notification: ServerNotification): void {
  ctx.emit({ kind: 'notification', atMs: ctx.atMs, notification });
}

function onTurnStarted(ctx: TrafficContext, thread: TrafficThread, { turn: { id } }: TurnStartedParams): void {
  onAgentTurnStarted(ctx, thread);
  const turn = trafficTurnOf(ctx, thread, id);
  turn.startedAtMs = ctx.atMs;
  if (!turn.resolved) takeSettings(thread, turn);
  turn.manual = thread.compactAsked;
  thread.compactAsked = false;
  thread.runningTurnId = id;
  // A review that was cut off with its turn may go without an end: the reviewer is free again.
  thread.openReviews.clear();
  beginGoalTurn(ctx, thread, turn);
}

/** A turn that nobody asked for, while the thread has a goal, is the server's own: it goes on with that. */
function beginGoalTurn(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  if (thread.goal?.status !== 'active' || thread.connectionId === null) return;
  if (turn.input !== null || turn.manual || thread.subAgent) return;
  turn.forGoal = true;
  if (!behaviourOf(thread.wireVersion).subAgentTurnsReported) return;
  tellSubmitted(ctx, thread, turn.turnId, 0);
}

/** Compactions, reviews and commands of the user are turns as well, but none of the model's. */
function isTurnOfModel({ subAgent }: TrafficThread, { input, forGoal, stopped }: TrafficTurn): boolean {
  return (input !== null && !stopped) || forGoal || subAgent;
}

function onTurnCompleted(
  ctx: TrafficContext,
  thread: TrafficThread,
  { threadId, turn: ended }: TurnCompletedParams,
): void {
  settleInteraction(ctx, thread);
  const turn = thread.turns.get(ended.id);
  if (turn === undefined) return;
  noteActivity(ctx, turn);
  const error = ended.error ?? null;
  if (error !== null) turn.lastError = { message: error.message, info: error.codexErrorInfo ?? null };
  onCompactionCutOff(ctx, thread, turn, ended.status);
  resolveTurn(ctx, thread, turn);
  onTurnEndedUnanswered(ctx, ended.id);
  const { atMs } = ctx;
  const turnId = ended.id;
  const usage = usageOfTurn(thread, turn);
  const stopped = turn.stoppedByHook ? { evenInterrupted: true as const } : {};
  ctx.emit({ kind: 'turnTokenUsage', atMs, implied: true, threadId, turnId, usage, ...stopped });
  if (error !== null && ended.status === 'failed') {
    const kind = errorKindOf(error.codexErrorInfo ?? null, error.message, behaviourOf(thread.wireVersion));
    ctx.emit(Object.assign({ kind: 'turnCodexError', atMs, implied: true, threadId, turnId } as const, kind));
  }
  const profile = turnProfileOf(ctx, thread, turn, ended.status, atMs);
  ctx.emit({ kind: 'turnProfile', atMs, implied: true, threadId, turnId, profile });
  if (isTurnOfModel(thread, turn)) thread.hadTurn = true;
  thread.contextModel = turn.settings.model;
  thread.lastTurn = { tools: toolsOf(ctx, turn.settings) };
  if (thread.runningTurnId === ended.id) thread.runningTurnId = null;
  thread.turns.delete(ended.id);
}

/** The server is gone: what its running turns were is told, so that they can be closed. */
export function closeRunningTurns(ctx: TrafficContext): void {
  for (const thread of ctx.state.threads.values()) {
    const turn = thread.runningTurnId === null ? undefined : thread.turns.get(thread.runningTurnId);
    if (turn === undefined) continue;
    settleInteraction(ctx, thread);
    resolveTurn(ctx, thread, turn);
    onTurnEndedUnanswered(ctx, turn.turnId);
    // After an answer that did not end the turn the next request runs at once, unless a compaction comes first.
    if (turn.requestCount > 0 && turn.compaction === null && turn.compactionMs === 0) turn.requestOpen = true;
    const profile = turnProfileOf(ctx, thread, turn, 'interrupted', ctx.atMs);
    const { threadId } = thread;
    ctx.emit({ kind: 'turnProfile', atMs: ctx.atMs, implied: true, threadId, turnId: turn.turnId, profile });
    thread.runningTurnId = null;
    thread.turns.clear();
  }
}

/** All settings at once, between turns. */
function onSettingsUpdated(thread: TrafficThread, { threadSettings }: ThreadSettingsUpdatedParams): void {
  thread.settings = {
    model: threadSettings.model,
    modelProvider: threadSettings.modelProvider,
    approvalPolicy: policyName(threadSettings.approvalPolicy),
    approvalsReviewer: threadSettings.approvalsReviewer ?? 'user',
    sandbox: classifySandboxPolicy(threadSettings.sandboxPolicy),
    reasoningEffort: threadSettings.effort ?? null,
    reasoningSummary: threadSettings.summary ?? null,
    serviceTier: threadSettings.serviceTier ?? null,
    collaborationMode: threadSettings.collaborationMode?.mode ?? 'default',
    ...(threadSettings.personality == null ? {} : { personality: threadSettings.personality }),
  };
}
