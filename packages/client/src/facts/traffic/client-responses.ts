import {
  behaviourOf,
  wireVersionOf,
  type ClientResponse,
  type RequestId,
  type RpcError,
} from '../../protocol/index.js';
import type { Thread, ThreadOpenedResult } from '../../protocol/messages/thread.js';
import { repositoryHash } from '../repository-hash.js';
import type { InitializationMode } from '../thread-facts.js';
import { learnPluginContents, learnPlugins, tellPluginChanges, tellPluginInstallFailure } from './plugins.js';
import { learnQueued } from './queue.js';
import { learnSkills } from './skills.js';
import type { PendingClientRequest, TrafficConnection } from './state.js';
import { keepThread, unloadThread } from './kept-threads.js';
import { openTrafficThread, submitTrafficTurn, trafficTurnOf } from './threads.js';
import { resolveAgain } from './turn-config.js';
import type { TrafficContext } from './traffic-context.js';
import { parseUserAgent } from './user-agent.js';

/** Where an answer came. */
export interface AnswerPlace {
  readonly connectionId: number;
  readonly connection: TrafficConnection;
  readonly requestId: RequestId;
  readonly request: PendingClientRequest;
}

/** The server did what the client asked for. Returns the thread that the answer names for the first time. */
export function onClientResponse(ctx: TrafficContext, place: AnswerPlace, response: ClientResponse): string | null {
  const { connectionId, request } = place;
  switch (response.method) {
    case 'initialize':
      introduce(ctx, place, response.result.userAgent, response.result.platformOs ?? null);
      return null;
    case 'thread/start':
      return opened(ctx, place, response, 'new', response.result);
    case 'thread/resume':
      return opened(ctx, place, response, 'resumed', response.result);
    case 'thread/fork':
      return opened(ctx, place, response, 'forked', response.result);
    case 'turn/start':
      submitted(ctx, request, response.result.turn.id);
      tell(ctx, place, response);
      return null;
    case 'turn/steer':
      steered(ctx, request, response.result.turnId);
      tell(ctx, place, response);
      return null;
    case 'turn/interrupt':
      tell(ctx, place, response);
      return null;
    case 'thread/archive':
    case 'thread/unarchive':
      if (request.threadId !== undefined) archived(ctx, connectionId, request.threadId, response.method);
      return null;
    case 'thread/compact/start': {
      const thread = ctx.state.threads.get(request.threadId ?? '');
      if (thread !== undefined) thread.compactAsked = true;
      return null;
    }
    case 'thread/queue/add':
    case 'thread/queue/update':
      learnQueued(ctx, request.threadId, [response.result.queuedSubmission]);
      return null;
    case 'thread/queue/list':
      learnQueued(ctx, request.threadId, response.result.data);
      return null;
    case 'thread/read':
      tellRepository(ctx, response.result.thread);
      return null;
    case 'skills/list':
      learnSkills(ctx, response.result);
      return null;
    case 'app/list':
      for (const { id, name } of response.result.data) if (name != null) ctx.state.apps.set(id, name);
      return null;
    case 'plugin/list':
    case 'plugin/installed':
      learnPlugins(ctx, response.result);
      return null;
    case 'plugin/read':
      learnPluginContents(ctx, response.result);
      return null;
    case 'marketplace/add': {
      const { marketplaceName, installedRoot } = response.result;
      if (installedRoot != null) ctx.state.marketplaces.set(installedRoot, marketplaceName);
      return null;
    }
    case 'plugin/install':
    case 'plugin/uninstall':
    case 'config/value/write':
    case 'config/batchWrite':
      tellPluginChanges(ctx, connectionId, request);
      return null;
    default:
      return null;
  }
}

/** The server refused what the client asked for. */
export function onClientErrorResponse(
  ctx: TrafficContext,
  { connectionId, requestId, request }: AnswerPlace,
  error: RpcError,
): void {
  if (request.method === 'plugin/install') tellPluginInstallFailure(ctx, connectionId, request, error.message);
  if (request.method !== 'turn/start' && request.method !== 'turn/steer' && request.method !== 'turn/interrupt') return;
  ctx.emit({ kind: 'errorResponse', atMs: ctx.atMs, connectionId, requestId, error });
}

function introduce(ctx: TrafficContext, place: AnswerPlace, userAgent: string, platformOs: string | null): void {
  const { initialize } = place.request;
  if (initialize === undefined) return;
  const { originator, runtime } = parseUserAgent(userAgent, platformOs);
  place.connection.wireVersion = wireVersionOf(runtime.codexVersion);
  const ofFirst = behaviourOf(place.connection.wireVersion).originatorIsFirstClient;
  place.connection.originator = ofFirst ? originator : null;
  ctx.emit({
    kind: 'initialize',
    atMs: ctx.atMs,
    connectionId: place.connectionId,
    productClientId: (ofFirst ? originator : null) ?? initialize.clientName,
    clientName: initialize.clientName,
    clientVersion: initialize.clientVersion,
    rpcTransport: ctx.state.transport,
    experimentalApiEnabled: initialize.experimentalApiEnabled,
    runtime,
  });
}

function opened(
  ctx: TrafficContext,
  place: AnswerPlace,
  response: ClientResponse,
  mode: InitializationMode,
  result: ThreadOpenedResult,
): string | null {
  const { wireVersion } = place.connection;
  if (wireVersion === null) return null;
  const isNew = !ctx.state.threads.has(result.thread.id);
  tellRepository(ctx, result.thread);
  tellOriginator(ctx, place.connection, result.thread, mode);
  openTrafficThread(ctx, place.connectionId, wireVersion, mode, result, place.request.opening);
  tell(ctx, place, response);
  return isNew ? result.thread.id : null;
}

/** A thread that goes on in a later run of the server, or a fork of one, keeps the name of the client that it was made for. */
function tellOriginator(
  ctx: TrafficContext,
  { originator }: TrafficConnection,
  { id, forkedFromId }: Thread,
  mode: InitializationMode,
): void {
  const { kept } = ctx.state;
  if (originator === null) return;
  const source = mode === 'resumed' ? id : mode === 'forked' ? (forkedFromId ?? '') : '';
  const known = kept.get(source)?.originator ?? originator;
  keepThread(ctx, id, { originator: known });
  if (known === originator) return;
  ctx.emit({ kind: 'threadOriginator', atMs: ctx.atMs, implied: true, threadId: id, originator: known });
}

/** The remote is told of threads that were there before; its hash goes into the events, the remote itself does not. */
function tellRepository(ctx: TrafficContext, { id, gitInfo }: Thread): void {
  const repoHash = repositoryHash(gitInfo?.originUrl ?? null);
  if (repoHash !== null) ctx.emit({ kind: 'projectResolved', atMs: ctx.atMs, threadId: id, repoHash });
}

/** A thread was put away, which unloads it, or taken back. */
function archived(
  ctx: TrafficContext,
  connectionId: number,
  threadId: string,
  method: 'thread/archive' | 'thread/unarchive',
): void {
  const action = method === 'thread/archive' ? 'archived' : 'unarchived';
  ctx.emit({ kind: 'threadArchived', atMs: ctx.atMs, implied: true, threadId, action, connectionId });
  const thread = ctx.state.threads.get(threadId);
  if (action === 'archived' && thread?.runningTurnId === null) unloadThread(ctx, thread);
}

function submitted(ctx: TrafficContext, { threadId, turnStart }: PendingClientRequest, turnId: string): void {
  const thread = ctx.state.threads.get(threadId ?? '');
  if (thread === undefined || turnStart === undefined) return;
  const turn = trafficTurnOf(ctx, thread, turnId);
  submitTrafficTurn(thread, turn, turnStart);
  resolveAgain(ctx, thread, turn);
}

/** What was added to a running turn counts for its images and mentions as what began it. */
function steered(ctx: TrafficContext, { threadId, turnStart }: PendingClientRequest, turnId: string): void {
  const turn = ctx.state.threads.get(threadId ?? '')?.turns.get(turnId);
  if (turn !== undefined && turnStart !== undefined) turn.images.push(...turnStart.images);
}

function tell(ctx: TrafficContext, { connectionId, requestId }: AnswerPlace, response: ClientResponse): void {
  ctx.emit({ kind: 'clientResponse', atMs: ctx.atMs, connectionId, requestId, response });
}
