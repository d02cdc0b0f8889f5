import type { RolloutRecord } from '../records/record.js';
import type { ThreadContext } from './thread-context.js';
import { contextTokens } from './usage.js';

/** The context was replaced by its summary. What triggered it shows later: a user's message, or the end of the turn. */
export function onCompacted(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'compacted' }>,
  atMs: number,
): void {
  const { state } = context;
  const { turn, pendingUse } = state;
  const isItsUse =
    record.responseId === null ? pendingUse?.isAfterRepeat === true : pendingUse?.responseId === record.responseId;
  if (pendingUse !== null && isItsUse) {
    pendingUse.isCompaction = true;
    const response = turn?.responses[turn.responses.length - 1];
    if (response !== undefined) response.isCompaction = true;
  }
  if (state.inHistory || turn === null || state.isReviewing) return;
  turn.lastCompactedAtMs = atMs;
  settleCompaction(context, 'anotherOne');
  // a remote one begins without an announcement
  const knownBefore = state.tokensBeforeCompaction ?? (record.isRemote ? contextTokens(state) : null);
  const uses = turn.responses.filter((response) => !response.isCompaction).length;
  state.compaction = {
    turnId: turn.turnId,
    isRemote: record.isRemote,
    phase: turn.userMessages > 0 && uses > 0 ? 'mid_turn' : 'pre_turn',
    startedAtMs: state.repeatedAtMs ?? turn.startedAtMs,
    completedAtMs: atMs,
    knownBefore,
    tokensBefore: knownBefore ?? state.activeTokens,
    tokensAfter: state.activeTokens,
  };
  state.tokensBeforeCompaction = null;
}

/** Tells the compaction that waits, now that its trigger is known. */
export function settleCompaction(context: ThreadContext, because: 'userMessage' | 'endOfTurn' | 'anotherOne'): void {
  const { state } = context;
  const { compaction, turn } = state;
  if (compaction === null) return;
  state.compaction = null;
  const isManual = because === 'endOfTurn' && turn !== null && turn.userMessages === 0 && !state.meta.isSubagent;
  if (turn !== null) {
    turn.compactionMs += compaction.completedAtMs - compaction.startedAtMs;
    const { knownBefore } = compaction;
    turn.compactions.push(knownBefore === null ? {} : { tokensBefore: knownBefore });
  }
  context.tell({
    kind: 'compaction',
    atMs: compaction.completedAtMs,
    threadId: state.meta.threadId,
    turnId: compaction.turnId,
    trigger: isManual ? 'manual' : 'auto',
    reason: isManual ? 'user_requested' : 'context_limit',
    implementation: compaction.isRemote ? 'responses_compact' : 'responses',
    phase: isManual ? 'standalone_turn' : compaction.phase,
    strategy: 'memento',
    status: 'completed',
    error: null,
    errorKind: null,
    errorHttpStatusCode: null,
    tokensBefore: compaction.tokensBefore,
    tokensAfter: compaction.tokensAfter,
    startedAtMs: compaction.startedAtMs,
    completedAtMs: compaction.completedAtMs,
  });
}
