import type { ModelResponseFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit, rootThreadId } from '../emit.js';
import { modelResponse } from '../events/model-response.js';
import { connectionOf } from '../lookup.js';

/** A model answered: commands that are still open go on in the background, and the use of tokens is reported. */
export function onModelResponse(ctx: Context, fact: ModelResponseFact): void {
  const thread = ctx.state.threads.get(fact.threadId);
  if (thread !== undefined) {
    for (const item of thread.items.values()) if (item.turnId === fact.turnId) item.answeredAtMs ??= fact.atMs;
  }
  const params = modelResponse.build({ fact, rootThreadId: rootThreadId(ctx, fact.threadId, thread) });
  emit(ctx, modelResponse, params, {
    connection: connectionOf(ctx, fact.threadId),
    threadId: fact.threadId,
    turnId: fact.turnId,
    model: fact.model,
    enrichable: true,
  });
}
