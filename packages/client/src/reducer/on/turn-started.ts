import type { TurnStartedParams } from '../../protocol/messages/turn.js';
import { behaviourOf } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { wireVersionOfThread } from '../tools.js';
import { turnOf } from '../turns.js';

/** A turn runs. Where the version reports turns of sub-agents, such a turn belongs to the connection of its thread. */
export function onTurnStarted(ctx: Context, { threadId, turn: started }: TurnStartedParams): void {
  const turn = turnOf(ctx, started.id);
  const { startedAt } = started;
  turn.startedAt = startedAt == null || startedAt < 0 ? null : startedAt;
  turn.rootTurnId = started.rootTurnId ?? turn.rootTurnId;
  const thread = ctx.state.threads.get(threadId);
  if (thread !== undefined) {
    // The thread that has been idle longest is the first to be forgotten.
    ctx.state.threads.delete(threadId);
    ctx.state.threads.set(threadId, thread);
  }
  if (turn.connectionId !== null || thread?.metadata?.lineage.subagentSource == null) return;
  const version = wireVersionOfThread(ctx, threadId);
  if (version === null || !behaviourOf(version).subAgentTurnsReported) return;
  turn.threadId = threadId;
  turn.connectionId = thread.connectionId;
  turn.numInputImages ??= 0;
}
