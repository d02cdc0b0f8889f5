import type { TokenUsageUpdatedParams } from '../../protocol/messages/turn.js';
import { noUsage, type TokenUsage } from '../token-usage.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import { increase, usageOf } from './token-usage.js';
import type { TrafficContext } from './traffic-context.js';
import { noteActivity } from './turn-profile.js';

/**
 * Usage of a thread was announced. For the running turn, an increase is a use of tokens; an announcement for another turn (after a
 * resume, a fork, a rollback) is only the base from which the next turn counts; the same total again is none at all.
 */
export function onTokenUsage(ctx: TrafficContext, thread: TrafficThread, params: TokenUsageUpdatedParams): void {
  noteActivity(ctx, thread.turns.get(params.turnId));
  const total = usageOf(params.tokenUsage.total);
  const last = usageOf(params.tokenUsage.last);
  const turn = thread.turns.get(params.turnId);
  if (turn === undefined || thread.runningTurnId !== params.turnId) {
    thread.announced = total;
    thread.contextTokens = last.totalTokens;
    return;
  }
  const isSize = last.inputTokens === 0 && last.outputTokens === 0;
  // A compaction begins with the usage so far; of a thread that is resumed it may be the first that is announced.
  if (thread.announced === null && thread.mode !== 'new' && !isSize && turn.compaction?.requestSeen === false) {
    thread.announced = total;
    thread.contextTokens = last.totalTokens;
    turn.compaction.tokensBefore = last.totalTokens;
    return;
  }
  const before = thread.announced ?? (thread.mode === 'new' ? noUsage : null);
  const isUse = !isSize && !isSameUse(before ?? noUsage, total);
  // What was used before and never announced (in turns that were cut off, in an earlier run of the server) is none of this turn's.
  if (isUse) turn.usageAtStart ??= increase(last, total);
  else if (total.totalTokens !== before?.totalTokens) turn.usageAtStart ??= before;
  thread.announced = total;
  thread.contextTokens = last.totalTokens;
  if (isSize && turn.compaction !== null) turn.compaction.tokensAfter = last.totalTokens;
  if (isUse) onModelResponse(ctx, thread, turn, last);
  else if (!isSize && turn.compaction === null) turn.requestOpen = true;
}

function isSameUse(a: TokenUsage, b: TokenUsage): boolean {
  return a.inputTokens === b.inputTokens && a.outputTokens === b.outputTokens;
}

/** What a turn used: its end against its start. A total that went back (the context ran over) counts as nothing. */
export function usageOfTurn(thread: TrafficThread, turn: TrafficTurn): TokenUsage {
  return turn.usageAtStart === null || thread.announced === null
    ? noUsage
    : increase(turn.usageAtStart, thread.announced);
}

function onModelResponse(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn, usage: TokenUsage): void {
  if (turn.compaction === null) {
    turn.requestCount++;
    turn.requestOpen = false;
    turn.tryNumber = 0;
  } else turn.compaction.requestSeen = true;
  ctx.emit({
    kind: 'modelResponse',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    responseId: null,
    model: turn.settings.model,
    usage,
    purpose: turn.compaction !== null ? 'compaction' : thread.subAgent ? 'subagent' : 'turn',
  });
}
