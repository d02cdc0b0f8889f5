import type { RolloutRecord } from '../records/record.js';
import { isHistoryTurn } from '../session-meta.js';
import { onCall, onCallOutput } from './calls.js';
import { onCompacted, settleCompaction } from './compactions.js';
import { onItem } from './items.js';
import { onMessage, onUserMessage } from './messages.js';
import { openThread } from './open-thread.js';
import type { ThreadContext } from './thread-context.js';
import { beginTurn, endTurn, tellConfig, tellStart } from './turns.js';
import { onUsageRecord, onUsageTotals, settleUse } from './usage.js';

/**
 * One record of a thread's log in, facts out. The order of a log is the order in which things ended, so what began is
 * kept in the state until its end is read.
 */
export function readRecord(context: ThreadContext, record: RolloutRecord, atMs: number): void {
  const { state } = context;
  switch (record.kind) {
    case 'session':
      // a second one stands at the head of what a fork copied from its parent
      if (record.meta.threadId === state.meta.threadId) return;
      state.inHistory = true;
      return;
    case 'turnStarted':
      if (isOfReview(context, record)) return;
      if (state.inHistory) state.inHistory = isHistoryTurn(state.meta, record.turnId, record.startedAt);
      settleUse(context);
      return beginTurn(context, record, atMs);
    case 'turnContext':
      if (state.isReviewing) return;
      state.context = record.context;
      if (state.turn !== null) state.turn.context = record.context;
      if (state.inHistory) return;
      openThread(context);
      if (state.turn === null) return;
      tellStart(context, state.turn);
      // a turn that no client asked for may have no message that tells its settings
      if (state.turn.turnTrigger !== null) tellConfig(context, state.turn, atMs);
      return;
    case 'settings':
      state.serviceTier = record.serviceTier;
      state.reasoningSummary = record.reasoningSummary;
      state.settingsModel = record.model;
      return;
    case 'usageTotals':
      return onUsageTotals(context, record, atMs);
    case 'usageRecord':
      return onUsageRecord(context, record, atMs);
    case 'compacted':
      return onCompacted(context, record, atMs);
    case 'turnEnded':
      settleUse(context);
      settleCompaction(context, 'endOfTurn');
      return endTurn(context, record, atMs);
    case 'reviewMode':
      state.isReviewing = record.entered;
      state.hasReviewBegun = false;
      if (record.entered && !state.inHistory) beginReview(context, record.turnId, atMs);
      return;
    case 'userMessage':
      return state.inHistory ? undefined : onUserMessage(context, record, atMs);
    case 'message':
      // counted since 0.169
      if (state.wire !== '0.137.0') for (const { length } of record.texts) state.lengthSinceUse += length;
      return state.inHistory ? undefined : onMessage(context, record, atMs);
    case 'call':
      return state.inHistory ? undefined : onCall(context, record, atMs);
    case 'callOutput':
      state.lengthSinceUse += outputLength(context, record);
      return state.inHistory ? undefined : onCallOutput(context, record, atMs);
    case 'item':
      return state.inHistory ? undefined : onItem(context, record, atMs);
  }
}

/**
 * Whether a turn is that of the reviewing sub-thread, of which a log holds one a review. Another one says that the review was
 * cut off.
 */
function isOfReview(context: ThreadContext, record: Extract<RolloutRecord, { kind: 'turnStarted' }>): boolean {
  const { state } = context;
  if (!state.isReviewing) return false;
  state.isReviewing = !state.hasReviewBegun;
  state.hasReviewBegun = true;
  if (state.isReviewing && state.inHistory && !isHistoryTurn(state.meta, record.turnId, record.startedAt)) {
    state.inHistory = false;
    // a client that forks a thread and then asks for a review in place leaves the same log, and is the rarer one
    state.isDetachedReview = !state.isOpened;
  }
  return state.isReviewing;
}

/** The turn that `/review` shows to the client; 0.137 names it only at its end. */
function beginReview(context: ThreadContext, turnId: string | null, atMs: number): void {
  if (turnId === null) return;
  beginTurn(context, { turnId, rootTurnId: null, turnTrigger: null, startedAt: null }, atMs, true);
}

/** What a tool's output adds to the context, in characters: 0.137 counts the JSON of the record, 0.169 the text and the call's id. */
function outputLength(context: ThreadContext, record: Extract<RolloutRecord, { kind: 'callOutput' }>): number {
  if (context.state.wire !== '0.137.0') return record.text.length + record.callId.length;
  return JSON.stringify({ type: 'function_call_output', call_id: record.callId, output: record.output }).length;
}
