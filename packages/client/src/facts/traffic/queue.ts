import { trafficLimits } from '../../limits.js';
import type { QueuedSubmission } from '../../protocol/messages/turn.js';
import { evictOldest } from './evict-oldest.js';
import { submittedInput } from './submitted-input.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import { submitTrafficTurn, tellSubmitted } from './threads.js';
import type { TrafficContext } from './traffic-context.js';
import { resolveAgain } from './turn-config.js';

/** What waits in the queue of a thread, as the server has taken or changed it. */
export function learnQueued(
  { state }: TrafficContext,
  threadId: string | undefined,
  submissions: readonly QueuedSubmission[],
): void {
  const thread = state.threads.get(threadId ?? '');
  if (thread === undefined) return;
  for (const { clientUserMessageId, input, responsesapiClientMetadata } of submissions) {
    const metadata = responsesapiClientMetadata ?? null;
    const params = { threadId: thread.threadId, input, responsesapiClientMetadata: metadata, turnTrigger: 'queue' };
    thread.queued.set(clientUserMessageId, submittedInput(params));
    evictOldest(thread.queued, trafficLimits.queuedPerThreadMax);
  }
}

/** The message of a turn that no client submitted stood in the queue: the server did for whoever put it there. */
export function onQueuedMessage(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  clientId: string | null | undefined,
): void {
  const input = turn.input === null && clientId != null ? thread.queued.get(clientId) : undefined;
  if (input === undefined || thread.connectionId === null) return;
  thread.queued.delete(clientId!);
  submitTrafficTurn(thread, turn, input);
  tellSubmitted(ctx, thread, turn.turnId, input.numInputImages);
  resolveAgain(ctx, thread, turn);
}
