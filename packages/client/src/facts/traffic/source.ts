import { trafficLimits } from '../../limits.js';
import {
  decodeClientRequest,
  decodeClientResponse,
  decodeMessage,
  decodeNotification,
  decodeServerRequest,
  decodeServerResponse,
  type Message,
  type ServerNotification,
} from '../../protocol/index.js';
import type { ServerRequestResolvedParams } from '../../protocol/messages/approval.js';
import type { Fact } from '../fact.js';
import { packState, unpackState } from '../plain-state.js';
import type { RpcTransport } from '../protocol-facts.js';
import { onClientRequest } from './client-requests.js';
import { onClientErrorResponse, onClientResponse } from './client-responses.js';
import { isDuplicate } from './duplicate-notifications.js';
import { evictOldest } from './evict-oldest.js';
import { onHookCompleted } from './hook-runs.js';
import { keepSettings } from './kept-threads.js';
import { closeRunningTurns, onNotification } from './notifications.js';
import { connectionOf, forgetElsewhere, keepRequest, takeRequest, takeSettled } from './open-requests.js';
import {
  onServerRequest,
  onServerRequestAborted,
  onServerRequestMisanswered,
  onServerRequestRefused,
  onServerResponse,
} from './server-requests.js';
import { emptyTrafficState, type InitializeClaims, type TrafficState } from './state.js';
import { onWarning } from './warnings.js';
import type { TrafficContext } from './traffic-context.js';

/** Client to server, or server to client. */
export type TrafficDirection = 'c2s' | 's2c';

/** How a traffic source works. */
export interface TrafficSourceOptions {
  /** How the connections are carried; no message tells it. */
  readonly transport: RpcTransport;
  readonly emit: (fact: Fact) => void;
  /** Where what is odd is counted; several sources may share one. Default: one of its own. */
  readonly anomalies?: Map<string, number>;
}

/**
 * Turns the messages of one server into facts: those that messages carry, and those that they imply. Several connections of the
 * same server go through the same source; two servers need two, since their request ids are their own.
 */
export interface TrafficSource {
  /** One parsed message, as it came. Never throws for what a message says. */
  message(direction: TrafficDirection, connectionId: number, atMs: number, message: unknown): void;
  /** The remote of the repository that a thread works in, where somebody looked: told before the answer that opens the thread. */
  repository(threadId: string, remoteUrl: string): void;
  /** A connection is gone; what it asked for and was asked gets no answer any more. */
  connectionClosed(connectionId: number, atMs: number): void;
  /** The server's run is over: open turns are closed as interrupted. Only for a server or a recording that really ended. */
  end(atMs: number): void;
  /** What is open, as text, for {@link restoreTrafficSource}. */
  save(): string;
  /** What was odd, by reason. */
  readonly anomalies: ReadonlyMap<string, number>;
}

/** A source that has seen nothing. */
export function createTrafficSource(options: TrafficSourceOptions): TrafficSource {
  return sourceOf(emptyTrafficState(options.transport), options);
}

/** A source that goes on where a saved one stopped. */
export function restoreTrafficSource(saved: string, options: TrafficSourceOptions): TrafficSource {
  return sourceOf({ ...emptyTrafficState(options.transport), ...unpackState(savedForm, saved) }, options);
}

/** Changes with the shape of the state. */
const savedForm = 'traffic 3';

function sourceOf(state: TrafficState, { emit, anomalies = new Map() }: TrafficSourceOptions): TrafficSource {
  const ctx: TrafficContext = {
    state,
    emit,
    anomaly: (reason) => void anomalies.set(reason, (anomalies.get(reason) ?? 0) + 1),
    atMs: 0,
  };
  return {
    message(direction, connectionId, atMs, raw) {
      ctx.atMs = atMs;
      const message = decodeMessage(raw);
      if (message === null) return ctx.anomaly('message of no known form');
      if (direction === 'c2s') fromClient(ctx, connectionId, message);
      else fromServer(ctx, connectionId, message);
      state.lastMessageAtMs = atMs;
    },
    repository(threadId, remoteUrl) {
      state.remotes.set(threadId, remoteUrl);
      evictOldest(state.remotes, trafficLimits.threadsMax);
    },
    connectionClosed(connectionId) {
      state.connections.delete(connectionId);
      for (const known of state.delivered.values()) known.byConnection.delete(connectionId);
    },
    end(atMs) {
      ctx.atMs = atMs;
      closeRunningTurns(ctx);
      emit({ kind: 'serverEnded', atMs });
    },
    save: () => packState(savedForm, state),
    anomalies,
  };
}

function fromClient(ctx: TrafficContext, connectionId: number, message: Message): void {
  const connection = connectionOf(ctx, connectionId);
  switch (message.form) {
    case 'request': {
      const decoded = decodeClientRequest(message.method, message.params);
      if (decoded.status === 'misshapen') ctx.anomaly(`misshapen ${message.method}`);
      if (decoded.status !== 'ok') return;
      keepRequest(
        ctx,
        connection.clientRequests,
        message.id,
        onClientRequest(ctx, connectionId, message.id, decoded.message),
      );
      return;
    }
    case 'response': {
      const request = takeRequest(connection.serverRequests, message.id);
      if (request === undefined) return;
      forgetElsewhere(ctx, request);
      const decoded = decodeServerResponse(request.method, message.result);
      if (decoded.status === 'ok') return onServerResponse(ctx, request, decoded.message);
      ctx.anomaly(`misshapen answer to ${request.method}`);
      return onServerRequestMisanswered(ctx, request);
    }
    case 'error': {
      const request = takeRequest(connection.serverRequests, message.id);
      if (request === undefined) return;
      forgetElsewhere(ctx, request);
      onServerRequestRefused(ctx, request);
    }
  }
}

function fromServer(ctx: TrafficContext, connectionId: number, message: Message): void {
  const connection = connectionOf(ctx, connectionId);
  switch (message.form) {
    case 'notification':
      fromServerNotification(ctx, connectionId, message);
      return;
    case 'request': {
      const decoded = decodeServerRequest(message.method, message.params);
      if (decoded.status === 'misshapen') ctx.anomaly(`misshapen ${message.method}`);
      if (decoded.status !== 'ok') return;
      const request = onServerRequest(ctx, connectionId, message.id, decoded.message);
      if (request !== null) keepRequest(ctx, connection.serverRequests, message.id, request);
      return;
    }
    case 'response': {
      const request = takeRequest(connection.clientRequests, message.id);
      if (request === undefined) return;
      const decoded = decodeClientResponse(request.method, message.result);
      if (decoded.status !== 'ok') return ctx.anomaly(`misshapen answer to ${request.method}`);
      if (request.initialize !== undefined && connection.wireVersion !== null) beginNewRun(ctx, request.initialize);
      const place = { connectionId, connection, requestId: message.id, request };
      replayWaiting(ctx, onClientResponse(ctx, place, decoded.message));
      return;
    }
    case 'error': {
      const request = takeRequest(connection.clientRequests, message.id);
      if (request === undefined) return;
      onClientErrorResponse(ctx, { connectionId, connection, requestId: message.id, request }, message.error);
    }
  }
}

function fromServerNotification(
  ctx: TrafficContext,
  connectionId: number,
  { method, params, emittedAtMs }: Extract<Message, { form: 'notification' }>,
): void {
  const decoded = decodeNotification(method, params);
  if (decoded.status === 'misshapen') ctx.anomaly(`misshapen ${method}`);
  if (decoded.status !== 'ok') return;
  if (isDuplicate(ctx.state, connectionId, method, params, emittedAtMs)) return;
  ctx.atMs = emittedAtMs ?? ctx.atMs;
  notified(ctx, decoded.message);
}

function notified(ctx: TrafficContext, notification: ServerNotification): void {
  if (notification.method === 'serverRequest/resolved') return resolved(ctx, notification.params);
  if (notification.method === 'warning') return onWarning(ctx, notification.params);
  const thread = ctx.state.threads.get(notification.params.threadId);
  if (thread !== undefined) return replayWaiting(ctx, onNotification(ctx, thread, notification));
  if (notification.method === 'hook/completed') return onHookCompleted(ctx, undefined, notification.params);
  wait(ctx, notification.params.threadId, notification);
}

/** Keeps a notification of a thread that nothing has named yet: a spawned agent runs before the call that made it ends. */
function wait(ctx: TrafficContext, threadId: string, notification: ServerNotification): void {
  const { waiting } = ctx.state;
  if (ctx.state.waitingCount >= trafficLimits.waitingMessagesMax) {
    for (const [oldest, messages] of waiting) {
      waiting.delete(oldest);
      ctx.state.waitingCount -= messages.length;
      ctx.anomaly('messages of a thread were dropped: nothing named it');
      break;
    }
  }
  const messages = waiting.get(threadId) ?? [];
  messages.push({ notification, atMs: ctx.atMs });
  waiting.set(threadId, messages);
  ctx.state.waitingCount++;
}

function replayWaiting(ctx: TrafficContext, threadId: string | null): void {
  const messages = threadId === null ? undefined : ctx.state.waiting.get(threadId);
  if (threadId === null || messages === undefined) return;
  ctx.state.waiting.delete(threadId);
  ctx.state.waitingCount -= messages.length;
  const { atMs } = ctx;
  for (const waited of messages) {
    ctx.atMs = waited.atMs;
    notified(ctx, waited.notification);
  }
  ctx.atMs = atMs;
}

/** A request of the server is settled: without an answer before, it was taken back. */
function resolved(ctx: TrafficContext, { threadId, requestId }: ServerRequestResolvedParams): void {
  const request = takeSettled(ctx, threadId, requestId);
  if (request !== undefined) onServerRequestAborted(ctx, request);
}

/**
 * A second `initialize` on a connection was accepted, which a server does once: it was started again, and nothing of the first
 * run goes on. That ended with the last message before.
 */
function beginNewRun(ctx: TrafficContext, { lastMessageAtMs }: InitializeClaims): void {
  const { atMs } = ctx;
  ctx.atMs = lastMessageAtMs;
  closeRunningTurns(ctx);
  ctx.emit({ kind: 'serverEnded', atMs: ctx.atMs });
  ctx.atMs = atMs;
  for (const connection of ctx.state.connections.values()) {
    connection.clientRequests.clear();
    connection.serverRequests.clear();
    connection.wireVersion = null;
  }
  for (const thread of ctx.state.threads.values()) keepSettings(ctx, thread);
  ctx.state.threads.clear();
  ctx.state.waiting.clear();
  ctx.state.waitingCount = 0;
  ctx.state.delivered.clear();
  ctx.state.settled.clear();
  ctx.state.plugins.clear();
}
