import type { ClientRequestFact } from '../../facts/index.js';
import { reducerLimits } from '../../limits.js';
import type { UserInput } from '../../protocol/messages/turn.js';
import type { Context } from '../context.js';
import { evictOldest } from '../lookup.js';
import { requestKey, type OpenRequest } from '../state.js';

/** The client asks for a turn, a steer or an interrupt: kept until the answer. */
export function onClientRequest(ctx: Context, fact: ClientRequestFact): void {
  const open = openRequest(fact);
  if (open === null) return;
  const { requests } = ctx.state;
  const key = requestKey(fact.connectionId, fact.requestId);
  requests.delete(key);
  requests.set(key, open);
  evictOldest(ctx, requests, reducerLimits.requestsMax, 'a request was forgotten: too many were never answered');
}

function openRequest({ request, atMs }: ClientRequestFact): OpenRequest | null {
  switch (request.method) {
    case 'turn/start':
      return { kind: 'start', threadId: request.params.threadId, numInputImages: countImages(request.params.input) };
    case 'turn/steer':
      return {
        kind: 'steer',
        threadId: request.params.threadId,
        expectedTurnId: request.params.expectedTurnId,
        numInputImages: countImages(request.params.input),
        createdAt: Math.floor(atMs / 1000),
      };
    case 'turn/interrupt':
      return request.params.turnId == null
        ? null
        : { kind: 'interrupt', turnId: request.params.turnId, requestedAtMs: atMs };
    default:
      return null;
  }
}

function countImages(input: readonly UserInput[]): number {
  let images = 0;
  for (const { type } of input) if (type === 'image' || type === 'localImage') images++;
  return images;
}
