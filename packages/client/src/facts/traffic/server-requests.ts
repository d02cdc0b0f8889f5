import {
  behaviourOf,
  newestWireVersion,
  type RequestId,
  type ServerRequest,
  type ServerResponse,
  type WireBehaviour,
} from '../../protocol/index.js';
import type { RequestedPermissions } from '../../protocol/messages/approval.js';
import type { ControlToolCallFact } from '../tool-facts.js';
import { refusalOf } from './apps.js';
import { forgetElsewhere, isSettled } from './open-requests.js';
import type { PendingServerRequest } from './state.js';
import { resolveTurn } from './turn-config.js';
import type { TrafficContext } from './traffic-context.js';

/** The server asks the client: told, and reduced to what the answer will need; null where another client has answered. */
export function onServerRequest(
  ctx: TrafficContext,
  connectionId: number,
  requestId: RequestId,
  request: ServerRequest,
): PendingServerRequest | null {
  const { threadId } = request.params;
  const turnId = request.params.turnId ?? null;
  const itemId = 'itemId' in request.params ? request.params.itemId : null;
  if (isSettled(ctx, { requestId, threadId, turnId, itemId })) return null;
  const elicitation = request.method === 'mcpServer/elicitation/request' ? request.params : null;
  const thread = ctx.state.threads.get(threadId);
  const turn = turnId === null ? undefined : thread?.turns.get(turnId);
  if (thread !== undefined && turn !== undefined) resolveTurn(ctx, thread, turn);
  ctx.emit({ kind: 'serverRequest', atMs: ctx.atMs, connectionId, requestId, request });
  return {
    method: request.method,
    threadId,
    turnId,
    itemId,
    serverName: elicitation?.serverName ?? null,
    approvalKind: elicitation?.['_meta']?.codex_approval_kind ?? null,
    asksFor: request.method === 'item/permissions/requestApproval' ? kindsOf(request.params.permissions) : null,
    atMs: ctx.atMs,
    requestId,
  };
}

/** The client answered. */
export function onServerResponse(ctx: TrafficContext, request: PendingServerRequest, response: ServerResponse): void {
  const { requestId, threadId } = request;
  const completedAtMs = ctx.atMs;
  switch (response.method) {
    case 'item/permissions/requestApproval': {
      const { permissions, scope, strictAutoReview } = response.result;
      const wireVersion = ctx.state.threads.get(request.threadId)?.wireVersion ?? newestWireVersion;
      // A strict review of what follows is for the turn alone: asked for with the session, nothing is granted.
      const contradicts = strictAutoReview === true && scope === 'session';
      ctx.emit({
        kind: 'effectivePermissionsResponse',
        atMs: ctx.atMs,
        completedAtMs,
        requestId,
        threadId,
        granted: !contradicts && grantsAnything(request, permissions, behaviourOf(wireVersion)),
        scope: scope === 'session' ? 'session' : 'turn',
      });
      return;
    }
    case 'item/tool/requestUserInput':
      controlToolEnded(ctx, request, { success: true });
      return;
    case 'mcpServer/elicitation/request':
      if (response.result.action !== 'accept') elicitationRefused(ctx, request);
      return;
    default:
      ctx.emit({ kind: 'serverResponse', atMs: ctx.atMs, completedAtMs, requestId, threadId, response });
  }
}

/** The client answered with what is no answer: of permissions, nothing is granted. */
export function onServerRequestMisanswered(
  ctx: TrafficContext,
  { method, requestId, threadId }: PendingServerRequest,
): void {
  if (method !== 'item/permissions/requestApproval') return;
  const { atMs } = ctx;
  ctx.emit({
    kind: 'effectivePermissionsResponse',
    atMs,
    completedAtMs: atMs,
    requestId,
    threadId,
    granted: false,
    scope: 'turn',
  });
}

/** The client answered with an error: what it was asked for is not given. */
export function onServerRequestRefused(ctx: TrafficContext, request: PendingServerRequest): void {
  if (request.method === 'mcpServer/elicitation/request') elicitationRefused(ctx, request);
  onServerRequestAborted(ctx, request);
}

/**
 * The request ended without an answer: the client gave an error, or the server took it back. A question to the user has ended
 * well then: its tool goes on with an error too, and one that its turn's end cuts off is told with that. So does one that was
 * answered by a client of the same server that nobody watches.
 */
export function onServerRequestAborted(ctx: TrafficContext, request: PendingServerRequest): void {
  if (request.method === 'item/tool/requestUserInput') return controlToolEnded(ctx, request, { success: true });
  const { requestId, threadId } = request;
  ctx.emit({ kind: 'serverRequestAborted', atMs: ctx.atMs, completedAtMs: ctx.atMs, requestId, threadId });
}

function kindsOf({ network, fileSystem }: RequestedPermissions) {
  return { network: network != null, fileSystem: fileSystem != null };
}

/**
 * Whether an answer grants more than nothing: the network, or any list of the file system that is not empty, where that was asked
 * for. For newer versions an answer that names either is a grant.
 */
function grantsAnything(
  { asksFor }: PendingServerRequest,
  granted: RequestedPermissions,
  behaviour: WireBehaviour,
): boolean {
  if (behaviour.emptyGrantsCount) return granted.network != null || granted.fileSystem != null;
  const network = asksFor?.network === false ? null : granted.network;
  const fileSystem = asksFor?.fileSystem === false ? null : granted.fileSystem;
  const enabled = typeof network === 'object' && network !== null && 'enabled' in network && network.enabled === true;
  if (enabled || typeof fileSystem !== 'object' || fileSystem === null) return enabled;
  return Object.values(fileSystem).some((part) => (Array.isArray(part) ? part.length > 0 : part != null));
}

/** A turn ended before the user answered what a tool of it asked. */
export function onTurnEndedUnanswered(ctx: TrafficContext, turnId: string): void {
  for (const { serverRequests } of ctx.state.connections.values()) {
    if (serverRequests.size === 0) continue;
    for (const [key, request] of serverRequests) {
      if (request.method !== 'item/tool/requestUserInput' || request.turnId !== turnId) continue;
      serverRequests.delete(key);
      forgetElsewhere(ctx, request);
      controlToolEnded(ctx, request, { success: false, interrupted: true });
    }
  }
}

function controlToolEnded(
  ctx: TrafficContext,
  { threadId, turnId, itemId, atMs }: PendingServerRequest,
  end: Pick<ControlToolCallFact, 'success' | 'interrupted'>,
): void {
  if (turnId === null || itemId === null) return;
  ctx.emit({
    kind: 'controlToolCall',
    atMs: ctx.atMs,
    implied: true,
    threadId,
    turnId,
    itemId,
    toolName: 'request_user_input',
    ...end,
    startedAtMs: atMs,
    completedAtMs: ctx.atMs,
  });
}

function elicitationRefused(
  ctx: TrafficContext,
  { threadId, turnId, serverName, approvalKind }: PendingServerRequest,
): void {
  if (approvalKind !== 'mcp_tool_call') return;
  const turn = ctx.state.threads.get(threadId)?.turns.get(turnId ?? '');
  turn?.told.set(refusalOf(serverName), true);
  ctx.emit({
    kind: 'mcpElicitation',
    atMs: ctx.atMs,
    implied: true,
    threadId,
    turnId,
    serverName,
    elicitationType: 'approval',
  });
}
