import { behaviourOf } from '../../protocol/index.js';
import { errorKindOf } from './error-kinds.js';
import { compactionHashDiffers } from '../model-catalog.js';
import type { OpenCompaction, TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** A compaction began. */
export function onCompactionStarted(
  thread: TrafficThread,
  turn: TrafficTurn,
  itemId: string,
  startedAtMs: number,
): void {
  turn.compaction = {
    itemId,
    startedAtMs,
    tokensBefore: thread.contextTokens,
    midTurn: turn.requestCount > 0,
    requestSeen: false,
    tokensAfter: null,
  };
}

/** It ended well. */
export function onCompactionCompleted(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  completedAtMs: number,
): void {
  const open = turn.compaction;
  if (open === null) return;
  turn.compaction = null;
  turn.compactionMs += Math.max(0, completedAtMs - open.startedAtMs);
  tell(ctx, thread, turn, open, 'completed', completedAtMs);
}

/**
 * Its turn ended first: a failure is told, an interruption not. One that fails before the first request of a turn leaves
 * that turn without a configuration.
 */
export function onCompactionCutOff(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  status: string,
): void {
  const open = turn.compaction;
  if (open === null) return;
  turn.compaction = null;
  turn.compactionMs += Math.max(0, ctx.atMs - open.startedAtMs);
  if (status !== 'failed') return;
  tell(ctx, thread, turn, open, 'failed', ctx.atMs);
  if (!open.midTurn && !turn.resolved) turn.stopped = true;
}

/** A hook stopped it before it began. */
export function onCompactionRefused(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  reason: string | null,
): void {
  onCompactionStarted(thread, turn, '', ctx.atMs);
  const open = turn.compaction!;
  turn.compaction = null;
  tell(ctx, thread, turn, open, 'interrupted', ctx.atMs, reason);
}

function tell(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  open: OpenCompaction,
  status: 'completed' | 'failed' | 'interrupted',
  completedAtMs: number,
  message: string | null = status === 'failed' ? (turn.lastError?.message ?? '') : null,
): void {
  const info = turn.lastError?.info ?? null;
  const error = status === 'failed' ? errorKindOf(info, message ?? '', behaviourOf(thread.wireVersion)) : null;
  ctx.emit({
    kind: 'compaction',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    trigger: turn.manual ? 'manual' : 'auto',
    reason: turn.manual ? 'user_requested' : reasonOf(thread, turn),
    implementation: implementationOf(ctx, thread, turn, open),
    phase: turn.manual ? 'standalone_turn' : open.midTurn ? 'mid_turn' : 'pre_turn',
    strategy: 'memento',
    status,
    error: message,
    errorKind: status === 'interrupted' ? 'turn_aborted' : (error?.errorKind ?? null),
    errorHttpStatusCode: error?.httpStatusCode ?? null,
    tokensBefore: open.tokensBefore,
    tokensAfter: status !== 'completed' ? open.tokensBefore : (open.tokensAfter ?? thread.contextTokens),
    startedAtMs: open.startedAtMs,
    completedAtMs,
  });
}

/** A prompt of our own uses tokens of the thread; a compaction by the provider does not show any. */
function implementationOf(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn, open: OpenCompaction): string {
  const remote = turn.settings.modelProvider === 'openai';
  if (open.requestSeen || !remote) return 'responses';
  return ctx.state.remoteCompactionV2 ? 'responses_compaction_v2' : behaviourOf(thread.wireVersion).remoteCompaction;
}

/** A new model that cannot read what the last one compacted needs a compaction of its own. */
function reasonOf(thread: TrafficThread, turn: TrafficTurn): string {
  const before = thread.contextModel ?? turn.settings.model;
  const isNew =
    behaviourOf(thread.wireVersion).compactionHashes &&
    compactionHashDiffers(thread.wireVersion, before, turn.settings.model);
  return isNew ? 'comp_hash_changed' : 'context_limit';
}
