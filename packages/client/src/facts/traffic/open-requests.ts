import { trafficLimits } from '../../limits.js';
import { requestIdKey, type RequestId } from '../../protocol/index.js';
import { evictOldest } from './evict-oldest.js';
import type { PendingServerRequest, TrafficConnection } from './state.js';
import type { TrafficContext } from './traffic-context.js';

/** The connection with an id; the first message on it makes it known. */
export function connectionOf({ state }: TrafficContext, connectionId: number): TrafficConnection {
  const known = state.connections.get(connectionId);
  if (known !== undefined) return known;
  const connection: TrafficConnection = {
    clientRequests: new Map(),
    serverRequests: new Map(),
    wireVersion: null,
    originator: null,
  };
  state.connections.set(connectionId, connection);
  return connection;
}

/** Keeps a request until its answer comes. When too many are open, the oldest is forgotten and counted. */
export function keepRequest<T>(ctx: TrafficContext, open: Map<string, T>, id: RequestId, request: T): void {
  const key = requestIdKey(id);
  // An id that is used again begins a new request: it goes to the end of the order.
  open.delete(key);
  open.set(key, request);
  if (open.size <= trafficLimits.openRequestsMax) return;
  for (const oldest of open.keys()) {
    open.delete(oldest);
    return ctx.anomaly('a request was forgotten: too many were never answered');
  }
}

/** The open request that an answer belongs to, which is open no longer. */
export function takeRequest<T>(open: Map<string, T>, id: RequestId): T | undefined {
  const key = requestIdKey(id);
  const request = open.get(key);
  if (request !== undefined) open.delete(key);
  return request;
}

/**
 * The same request goes to every connection that sees the thread; one answer settles it, also for those that it has not
 * reached yet. A request of another thread is one of another server, whose ids are its own.
 */
export function forgetElsewhere({ state }: TrafficContext, request: PendingServerRequest): void {
  if (state.connections.size < 2) return;
  const key = requestIdKey(request.requestId);
  for (const { serverRequests } of state.connections.values()) {
    if (serverRequests.get(key)?.threadId === request.threadId) serverRequests.delete(key);
  }
  state.settled.set(identityOf(request), true);
  evictOldest(state.settled, trafficLimits.rememberedNotificationsMax);
}

/** Whether the same request, on another connection, was settled before it came here. */
export function isSettled({ state }: TrafficContext, request: RequestIdentity): boolean {
  return state.settled.size > 0 && state.settled.has(identityOf(request));
}

type RequestIdentity = Pick<PendingServerRequest, 'requestId' | 'threadId' | 'turnId' | 'itemId'>;

/** A thread that goes on in another run of the server may see an id again, but no turn and no item of before. */
function identityOf({ requestId, threadId, turnId, itemId }: RequestIdentity): string {
  return `${requestIdKey(requestId)} ${threadId} ${turnId} ${itemId}`;
}

/** Takes the request that a server calls settled from whichever connection has it, and from all others. */
export function takeSettled(ctx: TrafficContext, threadId: string, id: RequestId): PendingServerRequest | undefined {
  const key = requestIdKey(id);
  for (const { serverRequests } of ctx.state.connections.values()) {
    const request = serverRequests.get(key);
    if (request?.threadId !== threadId) continue;
    serverRequests.delete(key);
    forgetElsewhere(ctx, request);
    return request;
  }
  return undefined;
}
