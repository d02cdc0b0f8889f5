import type { WarningParams } from '../../protocol/messages/turn.js';
import type { TrafficThread } from './thread-state.js';
import { tellConfig } from './turn-config.js';
import type { TrafficContext } from './traffic-context.js';

/**
 * What the server warns of tells settings that no other message does: features that are on, models that it knows nothing of, a
 * transport that it gave up. Only fixed beginnings are looked at.
 */
export function onWarning(ctx: TrafficContext, { threadId, message }: WarningParams): void {
  const thread = threadId == null ? undefined : ctx.state.threads.get(threadId);
  const unknownModel = /^Model metadata for `([^`]*)` not found/.exec(message)?.[1];
  if (unknownModel !== undefined) return modelIsUnknown(ctx, unknownModel);
  const features = /^Under-development features enabled: ([a-z0-9_, ]+)\./.exec(message)?.[1]?.split(', ') ?? [];
  if (features.includes('remote_compaction_v2')) ctx.state.remoteCompactionV2 = true;
  if (features.includes('multi_agent_v2') && thread !== undefined) thread.multiAgentVersion = 'v2';
  if (message.startsWith('Falling back from WebSockets') && thread !== undefined) fellBack(thread);
}

/** The model runs with fallback metadata; turns with it that were told already are told again. */
function modelIsUnknown(ctx: TrafficContext, model: string): void {
  ctx.state.unknownModels.set(model, true);
  for (const thread of ctx.state.threads.values()) {
    const turn = thread.runningTurnId === null ? undefined : thread.turns.get(thread.runningTurnId);
    if (turn?.resolved === true && turn.settings.model === model) tellConfig(ctx, thread, turn);
  }
}

/** Trying again over another transport is one more try. */
function fellBack(thread: TrafficThread): void {
  const turn = thread.runningTurnId === null ? undefined : thread.turns.get(thread.runningTurnId);
  if (turn !== undefined) turn.retryCount++;
}
