import type { ClientResponseFact, InitializationMode } from '../../facts/index.js';
import { sessionSourceLabel, spawningThreadId } from '../../facts/session-source.js';
import type { ThreadOpenedResult } from '../../protocol/messages/thread.js';
import type { Context } from '../context.js';
import { requestKey, type OpenRequest } from '../state.js';
import { reportSteer } from '../steers.js';
import { openThread } from '../threads.js';
import { submitTurn, turnOf } from '../turns.js';

/** The server did what the client asked for: a thread is open, a turn or steer accepted, a turn interrupted. */
export function onClientResponse(ctx: Context, fact: ClientResponseFact): void {
  const { response, connectionId } = fact;
  switch (response.method) {
    case 'thread/start':
      return opened(ctx, connectionId, 'new', response.result);
    case 'thread/resume':
      return opened(ctx, connectionId, 'resumed', response.result);
    case 'thread/fork':
      return opened(ctx, connectionId, 'forked', response.result);
    case 'turn/start': {
      const request = take(ctx, fact, 'start');
      if (request === null) return;
      const { id, rootTurnId } = response.result.turn;
      const { threadId, numInputImages } = request;
      return submitTurn(ctx, { turnId: id, threadId, numInputImages, connectionId, rootTurnId: rootTurnId ?? null });
    }
    case 'turn/steer': {
      const request = take(ctx, fact, 'steer');
      if (request === null) return;
      const turn = ctx.state.turns.get(response.result.turnId);
      if (turn !== undefined) turn.steerCount++;
      return reportSteer(ctx, connectionId, request, { acceptedTurnId: response.result.turnId, rejectionReason: null });
    }
    case 'turn/interrupt': {
      const request = take(ctx, fact, 'interrupt');
      if (request === null || !ctx.state.turns.has(request.turnId)) return;
      turnOf(ctx, request.turnId).interruptRequestedAtMs ??= request.requestedAtMs;
    }
  }
}

function opened(ctx: Context, connectionId: number, mode: InitializationMode, result: ThreadOpenedResult): void {
  const { thread } = result;
  openThread(ctx, {
    connectionId,
    threadId: thread.id,
    sessionId: thread.sessionId ?? thread.id,
    mode,
    model: result.model,
    ephemeral: thread.ephemeral,
    lineage: {
      threadSource: thread.threadSource ?? null,
      subagentSource: sessionSourceLabel(thread.source),
      parentThreadId: thread.parentThreadId ?? spawningThreadId(thread.source),
    },
    forkedFromThreadId: thread.forkedFromId ?? null,
    createdAt: thread.createdAt,
    isWorktree: false,
  });
}

/** The request that is answered, taken out; null when none of its kind is open. */
function take<K extends OpenRequest['kind']>(
  ctx: Context,
  { connectionId, requestId }: ClientResponseFact,
  kind: K,
): Extract<OpenRequest, { kind: K }> | null {
  const key = requestKey(connectionId, requestId);
  const request = ctx.state.requests.get(key);
  if (request === undefined) return null;
  ctx.state.requests.delete(key);
  return request.kind === kind ? (request as Extract<OpenRequest, { kind: K }>) : null;
}
