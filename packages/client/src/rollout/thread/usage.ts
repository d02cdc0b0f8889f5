import type { TokenUsage } from '../../facts/index.js';
import type { AnnouncedTokens, RolloutRecord } from '../records/record.js';
import { addTokens, isNoUse, noTokens, useBetween } from '../tokens/token-use.js';
import type { TokenCounts } from '../tokens/token-use.js';
import type { PendingUse, ThreadState, TurnState } from './thread-state.js';
import type { ThreadContext } from './thread-context.js';

/** Counts in the form of facts. */
export function tokenUsage(tokens: AnnouncedTokens): TokenUsage {
  return {
    inputTokens: tokens.inputTokens,
    cachedInputTokens: tokens.cachedInputTokens,
    cacheWriteInputTokens: tokens.hasCacheWrite ? tokens.cacheWriteInputTokens : null,
    outputTokens: tokens.outputTokens,
    reasoningOutputTokens: tokens.reasoningOutputTokens,
    totalTokens: tokens.totalTokens,
  };
}

/** Totals were announced: their growth is a use, unless the log has a record of each use. */
export function onUsageTotals(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'usageTotals' }>,
  atMs: number,
): void {
  const { state } = context;
  const { turn } = state;
  const before = state.totals;
  if (turn !== null && before !== null) settleBase(turn, before, record.total);
  state.totals = record.total;
  state.unannounced = null;
  const used = useBetween(before ?? noTokens, record.total, record.last);
  const grown = record.total.totalTokens - (before?.totalTokens ?? 0);
  const isSize = record.last !== null && isNoUse(record.last);
  if (isSize && state.compaction !== null && record.last !== null)
    state.compaction.tokensAfter = record.last.totalTokens;
  // the size of a conversation is told after its compaction, or where a turn found no room in it: then again when one begins
  const isCompacted = turn !== null && turn.lastCompactedAtMs !== null;
  const isNewSize = isSize && (isCompacted || record.last?.totalTokens !== state.activeTokens);
  if (record.last !== null) {
    if (isSize) state.lengthSinceUse = 0;
    state.activeTokens = record.last.totalTokens;
  }
  if (isNoUse(used)) {
    // the second announcement of one total: a compaction begins
    if (record.last !== null && !isNewSize && before !== null && !state.inHistory) {
      state.repeatedAtMs = atMs;
      state.tokensBeforeCompaction = contextTokens(state);
    }
    if (turn !== null && grown > 0) turn.usage = addUsage(turn.usage, { ...noUsage(record.total), totalTokens: grown });
    return;
  }
  if (state.inHistory) state.lengthSinceUse = 0;
  if (state.inHistory || state.hasUsageRecords || turn === null) return;
  const unannounced = usesOfCutTurn(context, before, record);
  if (unannounced !== null) return onCutTurn(context, turn, unannounced, record, atMs);
  const usage: AnnouncedTokens = {
    ...used,
    totalTokens: grown > 0 ? grown : used.inputTokens + used.outputTokens,
    hasCacheWrite: record.total.hasCacheWrite,
  };
  turn.usage = addUsage(turn.usage, usage);
  addResponse(context, null, usage, atMs);
}

/** Size of the conversation with what was added since it was announced: four characters are taken for a token. */
export function contextTokens({ activeTokens, lengthSinceUse }: ThreadState): number {
  return activeTokens + Math.ceil(lengthSinceUse / 4);
}

/**
 * A turn that was interrupted leaves out the announcement of its last answers: the first one behind it grows by more than
 * the one answer that it is about. Gives the rest; null where there is none.
 */
function usesOfCutTurn(
  { state }: ThreadContext,
  before: AnnouncedTokens | null,
  { total, last }: Extract<RolloutRecord, { kind: 'usageTotals' }>,
): AnnouncedTokens | null {
  if (state.cutTurn === null || state.turn?.usage !== null || before === null || last === null) return null;
  if (isNoUse(last)) return null;
  const rest = {
    ...useBetween(before, { ...total, ...difference(total, last) }, null),
    totalTokens: total.totalTokens - last.totalTokens - before.totalTokens,
    hasCacheWrite: total.hasCacheWrite,
  };
  return isNoUse(rest) || rest.inputTokens < 0 || rest.outputTokens < 0 ? null : rest;
}

function onCutTurn(
  context: ThreadContext,
  turn: TurnState,
  rest: AnnouncedTokens,
  { total, last }: Extract<RolloutRecord, { kind: 'usageTotals' }>,
  atMs: number,
): void {
  const { state } = context;
  if (last === null) return;
  settleUse(context);
  const { turnId, model } = state.cutTurn ?? { turnId: turn.turnId, model: null };
  const unknown = { responseId: null, isAfterRepeat: false, isCompaction: false };
  state.pendingUse = { atMs, turnId, model, usage: rest, ...unknown };
  turn.baseTotals = { ...total, ...difference(total, last), totalTokens: total.totalTokens - last.totalTokens };
  turn.usage = addUsage(null, { ...last, hasCacheWrite: total.hasCacheWrite });
  addResponse(context, null, turn.usage, atMs);
}

function difference(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    inputTokens: a.inputTokens - b.inputTokens,
    cachedInputTokens: a.cachedInputTokens - b.cachedInputTokens,
    cacheWriteInputTokens: a.cacheWriteInputTokens - b.cacheWriteInputTokens,
    outputTokens: a.outputTokens - b.outputTokens,
    reasoningOutputTokens: a.reasoningOutputTokens - b.reasoningOutputTokens,
  };
}

/** One answer of the model, with its id. */
export function onUsageRecord(
  context: ThreadContext,
  record: Extract<RolloutRecord, { kind: 'usageRecord' }>,
  atMs: number,
): void {
  const { state } = context;
  if (record.threadId !== null && record.threadId !== state.meta.threadId) return;
  state.hasUsageRecords = true;
  state.unannounced = addUsage(state.unannounced, record.usage);
  const { turn } = state;
  if (turn === null || turn.responses.some((known) => known.responseId === record.responseId)) return;
  turn.usage = record.turnUsage ?? addUsage(turn.usage, record.usage);
  // what the totals say later of this answer is no other one
  addResponse(context, record.responseId, record.usage, atMs);
}

/** A server that was started again goes on from the last announcement, and knows nothing of what came behind it. */
function settleBase(turn: TurnState, before: AnnouncedTokens, total: AnnouncedTokens): void {
  if (turn.isBaseSettled) return;
  turn.isBaseSettled = true;
  if (total.totalTokens === before.totalTokens + (turn.usage?.totalTokens ?? 0)) turn.baseTotals = before;
}

/** What the thread has used by now; null when nothing was ever announced. */
export function totalsWithUnannounced({ totals, unannounced }: ThreadState): AnnouncedTokens | null {
  return totals === null || unannounced === null ? totals : addUsage(totals, unannounced);
}

function addResponse(context: ThreadContext, responseId: string | null, usage: AnnouncedTokens, atMs: number): void {
  const { state } = context;
  const { turn } = state;
  if (turn === null) return;
  settleUse(context);
  // what was added counts for the size of the conversation while no later answer has counted it in
  if (state.callsSinceUse === 0) state.lengthSinceUse = 0;
  state.callsSinceUse = 0;
  const previous = turn.responses[turn.responses.length - 1]?.atMs ?? 0;
  const began = turn.firstMessageAtMs ?? turn.startedAtMs;
  const fromMs = Math.max(began, previous, turn.lastOutputAtMs ?? 0, turn.lastCompactedAtMs ?? 0);
  turn.responses.push({ responseId, atMs, fromMs, outputAtMs: null, isCompaction: false });
  const model = turn.context?.model ?? state.context?.model ?? null;
  state.pendingUse = {
    atMs,
    turnId: turn.turnId,
    model,
    responseId,
    usage,
    isAfterRepeat: state.repeatedAtMs !== null,
    isCompaction: false,
  };
}

/** The use that waited is told: nothing behind it made it a compaction. */
export function settleUse(context: ThreadContext): void {
  const { state } = context;
  const use = state.pendingUse;
  if (use === null) return;
  state.pendingUse = null;
  state.repeatedAtMs = null;
  if (state.inHistory || isNoUse(use.usage)) return;
  context.tell({
    kind: 'modelResponse',
    atMs: use.atMs,
    threadId: state.meta.threadId,
    turnId: use.turnId,
    responseId: use.responseId,
    model: use.model,
    usage: tokenUsage(use.usage),
    purpose: purposeOf(context, use),
  });
  // what an interrupted turn used is known by the next one: its enrichment has been
  if (use.turnId !== state.turn?.turnId) flushTurn(context, use.turnId, use.atMs);
}

/** No enrichment will come for the turn: what its events wait for has been, or is in no log. */
export function flushTurn(context: ThreadContext, turnId: string, atMs: number): void {
  context.tellHidden({ kind: 'enrichmentFlushed', atMs, threadId: context.state.meta.threadId, turnId });
}

function purposeOf(context: ThreadContext, use: PendingUse): 'turn' | 'compaction' | 'guardian' | 'subagent' {
  const { meta } = context.state;
  if (meta.isGuardian) return 'guardian';
  if (use.isCompaction) return 'compaction';
  return meta.isSubagent ? 'subagent' : 'turn';
}

function noUsage(like: AnnouncedTokens): AnnouncedTokens {
  return { ...noTokens, totalTokens: 0, hasCacheWrite: like.hasCacheWrite };
}

function addUsage(a: AnnouncedTokens | null, b: AnnouncedTokens): AnnouncedTokens {
  if (a === null) return b;
  return {
    ...addTokens(a, b),
    totalTokens: a.totalTokens + b.totalTokens,
    hasCacheWrite: a.hasCacheWrite || b.hasCacheWrite,
  };
}
