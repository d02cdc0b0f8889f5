import { noUsage, type TokenUsage } from '../../facts/index.js';
import { errorKindOf } from '../../facts/traffic/error-kinds.js';
import { behaviourOf, existsIn } from '../../protocol/index.js';
import type { AnnouncedTokens, RolloutRecord } from '../records/record.js';
import { isUuid7 } from '../session-meta.js';
import { noTokens } from '../tokens/token-use.js';
import { agentCallItem } from './agent-calls.js';
import { refusedWithTurn } from './command-output.js';
import { endGuardianTurn } from './guardian.js';
import { tellItem } from './items.js';
import { openThread } from './open-thread.js';
import { isReported } from './reported.js';
import { configOf } from './turn-config.js';
import type { ThreadContext } from './thread-context.js';
import type { ThreadState, TurnState } from './thread-state.js';
import { enrichmentOf } from './turn-enrichment.js';
import { turnDiff } from './turn-diff.js';
import { turnProfile } from './turn-profile.js';
import { flushTurn, tokenUsage, totalsWithUnannounced } from './usage.js';

interface TurnBegin {
  readonly turnId: string;
  readonly rootTurnId: string | null;
  readonly turnTrigger: string | null;
  readonly startedAt: number | null;
}

/** A turn began. Its settings and its input follow. */
export function beginTurn(context: ThreadContext, begin: TurnBegin, atMs: number, isReview = false): void {
  const { state } = context;
  if (!state.inHistory && state.meta.isSubagent) state.submittedTurns++;
  releaseCalls(state);
  // its process fell over: no end of it will be written
  if (state.turn !== null && !state.inHistory) flushTurn(context, state.turn.turnId, atMs);
  state.turn = {
    turnId: begin.turnId,
    rootTurnId: begin.rootTurnId,
    turnTrigger: begin.turnTrigger,
    startedAt: begin.startedAt,
    startedAtMs: atMs,
    isReview,
    isTold: false,
    isSubmitted: false,
    baseTotals: totalsWithUnannounced(state),
    isBaseSettled: state.unannounced === null,
    context: null,
    userMessages: 0,
    numInputImages: 0,
    firstMessageAtMs: null,
    usage: null,
    responses: [],
    callIds: [],
    patches: [],
    compactionMs: 0,
    lastOutputAtMs: null,
    lastCompactedAtMs: null,
    images: [],
    mentionedApps: [],
    usedApps: [],
    usedSkills: [],
    skills: {},
    otherItemIds: [],
    longestWallMs: 0,
    lateItems: [],
    spawns: [],
    review: null,
    guardianReviews: [],
    compactions: [],
  };
  // a sub-agent's thread must be known before its turn: it is told with the first settings
  if (state.isOpened) tellStart(context, state.turn);
}

/** Lets go of the calls of the last turn; those whose process goes on may still be ended by a later one. */
function releaseCalls(state: ThreadState): void {
  const running = Object.values(state.sessions);
  for (const id of state.lastTurn?.callIds ?? []) if (!running.includes(id)) delete state.calls[id];
  state.lastTurn = null;
}

/** Tells that the turn began, once. */
export function tellStart(context: ThreadContext, turn: TurnState): void {
  if (turn.isTold || context.state.inHistory || !isReported(context)) return;
  turn.isTold = true;
  const params = {
    threadId: context.state.meta.threadId,
    turn: { id: turn.turnId, rootTurnId: turn.rootTurnId, startedAt: turn.startedAt },
  };
  context.tell({ kind: 'notification', atMs: turn.startedAtMs, notification: { method: 'turn/started', params } });
}

/** A client began the turn: it will have an event. */
export function submitTurn(context: ThreadContext, turn: TurnState, atMs: number): void {
  const { state, connectionId } = context;
  if (turn.isSubmitted) return;
  turn.isSubmitted = true;
  state.submittedTurns++;
  const { turnId, numInputImages } = turn;
  context.tell({ kind: 'turnSubmitted', atMs, connectionId, threadId: state.meta.threadId, turnId, numInputImages });
  tellConfig(context, turn, atMs);
}

/** The settings that the turn runs with; told when the turn is known to be one with an event. */
export function tellConfig(context: ThreadContext, turn: TurnState, atMs: number): void {
  const config = configOf(context, turn);
  if (config === null) return;
  context.tell({
    kind: 'turnResolvedConfig',
    atMs,
    threadId: context.state.meta.threadId,
    turnId: turn.turnId,
    config,
  });
}

/** Tokens of the turn: the growth of the thread's total where it is known from the start, else what was counted. */
function usageOf(context: ThreadContext, turn: TurnState): TokenUsage {
  const { state } = context;
  const hasCacheWrite = existsIn(state.wire, '0.169.0');
  const begun = turn.baseTotals ?? (state.isFromZero ? noTotals : null);
  if (begun !== null && state.totals !== null) return tokenUsage(growth(begun, state.totals));
  return turn.usage === null ? { ...noUsage, cacheWriteInputTokens: hasCacheWrite ? 0 : null } : tokenUsage(turn.usage);
}

/** Never negative: when the window was exceeded, the parts of the total begin anew. */
function growth(from: AnnouncedTokens, to: AnnouncedTokens): AnnouncedTokens {
  return {
    inputTokens: Math.max(0, to.inputTokens - from.inputTokens),
    cachedInputTokens: Math.max(0, to.cachedInputTokens - from.cachedInputTokens),
    cacheWriteInputTokens: Math.max(0, to.cacheWriteInputTokens - from.cacheWriteInputTokens),
    outputTokens: Math.max(0, to.outputTokens - from.outputTokens),
    reasoningOutputTokens: Math.max(0, to.reasoningOutputTokens - from.reasoningOutputTokens),
    totalTokens: Math.max(0, to.totalTokens - from.totalTokens),
    hasCacheWrite: to.hasCacheWrite,
  };
}

/** The turn is over: everything that its event needs is told, the end last. */
export function endTurn(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'turnEnded' }>,
  atMs: number,
): void {
  const { state } = context;
  const turn = state.turn;
  state.turn = null;
  state.lastTurn = turn;
  const isCut = turn !== null && record.status === 'interrupted';
  state.cutTurn = isCut ? { turnId: turn.turnId, model: turn.context?.model ?? null } : null;
  state.isReviewing = false;
  if (turn === null || state.inHistory) return;
  const threadId = state.meta.threadId;
  const { turnId } = turn;
  if (state.meta.isGuardian) endGuardianTurn(context, turn, record, atMs);
  // of a turn that nobody is told of, no enrichment comes: the uses of its tokens wait for none
  if (!isReported(context)) return flushTurn(context, turnId, atMs);
  openThread(context);
  tellStart(context, turn);
  tellWaiting(context, turn, atMs);
  if (record.status === 'interrupted' && !existsIn(state.wire, '0.169.0')) tellRefused(context, turn, atMs);
  // an input without content leaves no message, but settings and an answer; a compaction has no settings of its own
  const isAnswered = turn.context !== null && turn.responses.some((response) => !response.isCompaction);
  // the turns in which 0.137 goes on towards a goal by itself have ids of another kind
  const isAsked = !state.meta.isSubagent && !turn.isReview && isUuid7(turn.turnId);
  if (isAsked && isAnswered) submitTurn(context, turn, atMs);
  if (turn.isSubmitted || state.meta.isSubagent) tellConfig(context, turn, atMs);
  const diff = turnDiff(turn.patches, state.knownFiles);
  if (diff !== '') {
    const params = { threadId, turnId, diff };
    context.tell({ kind: 'notification', atMs, notification: { method: 'turn/diff/updated', params } });
  }
  if (record.status !== 'interrupted') {
    context.tell({ kind: 'turnTokenUsage', atMs, threadId, turnId, usage: usageOf(context, turn) });
  }
  if (record.error !== null) {
    context.tell({
      kind: 'turnCodexError',
      atMs,
      threadId,
      turnId,
      ...errorKindOf(record.error.codexErrorInfo, record.error.message, behaviourOf(state.wire)),
    });
  }
  const profile = turnProfile(context, turn, record, atMs);
  if (profile !== null) context.tell({ kind: 'turnProfile', atMs, threadId, turnId, profile });
  context.tell({
    kind: 'notification',
    atMs,
    notification: {
      method: 'turn/completed',
      params: {
        threadId,
        turn: {
          id: record.turnId ?? turnId,
          status: record.status,
          error:
            record.error === null ? null : { ...record.error, codexErrorInfo: record.error.codexErrorInfo ?? 'other' },
          completedAt: record.completedAt,
          durationMs: record.durationMs,
        },
      },
    },
  });
  context.tellHidden(enrichmentOf(context, turn, record, atMs));
}

/** Commands that were refused with the whole turn. */
function tellRefused(context: ThreadContext, turn: TurnState, atMs: number): void {
  for (const id of turn.callIds) {
    const call = context.state.calls[id];
    const item = call === undefined ? null : refusedWithTurn(call, atMs);
    if (item !== null) tellItem(context, { ...item, turnId: turn.turnId });
  }
}

/**
 * What waited for the end of the turn. An item of 0.137 that ends later than the turn of a client is never reported; turns
 * of sub-agents, of which 0.137 tells nothing, never end for it.
 */
function tellWaiting(context: ThreadContext, turn: TurnState, atMs: number): void {
  for (const late of turn.lateItems) {
    if (context.state.meta.isSubagent || late.completedAtMs <= atMs)
      tellItem(context, { ...late, turnId: turn.turnId });
  }
  for (const spawn of turn.spawns) {
    const call = context.state.calls[spawn.callId];
    const item = call === undefined ? null : agentCallItem(context, call, spawn.text, spawn.atMs);
    if (item !== null) tellItem(context, { ...item, turnId: turn.turnId });
  }
}

const noTotals: AnnouncedTokens = { ...noTokens, totalTokens: 0, hasCacheWrite: false };
