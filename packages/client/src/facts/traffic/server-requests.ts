import type { RequestId, ServerRequest, ServerResponse } from '../../protocol/index.js';
import type { PendingServerRequest } from './state.js';
import { resolveTurn } from './turn-config.js';
import type { TrafficContext } from './traffic-context.js';

/** The server asks the client: told, and reduced to what the answer will need. */
export function onServerRequest(
  ctx: TrafficContext,
  connectionId: number,
  requestId: RequestId,
  request: ServerRequest,
): PendingServerRequest {
  const { threadId } = request.params;
  const turnId = request.params.turnId ?? null;
  const elicitation = request.method === 'mcpServer/elicitation/request' ? request.params : null;
  const thread = ctx.state.threads.get(threadId);
  const turn = turnId === null ? undefined : thread?.turns.get(turnId);
  if (thread !== undefined && turn !== undefined) resolveTurn(ctx, thread, turn);
  ctx.emit({ kind: 'serverRequest', atMs: ctx.atMs, connectionId, requestId, request });
  return {
    method: request.method,
    threadId,
    turnId,
    itemId: 'itemId' in request.params ? request.params.itemId : null,
    serverName: elicitation?.serverName ?? null,
    approvalKind: elicitation?.['_meta']?.codex_approval_kind ?? null,
    atMs: ctx.atMs,
    requestId,
  };
}

/** The client answered. */
export function onServerResponse(ctx: TrafficContext, request: PendingServerRequest, response: ServerResponse): void {
  const { requestId } = request;
  const completedAtMs = ctx.atMs;
  switch (response.method) {
    case 'item/permissions/requestApproval': {
      const { permissions, scope } = response.result;
      ctx.emit({
        kind: 'effectivePermissionsResponse',
        atMs: ctx.atMs,
        completedAtMs,
        requestId,
        granted: grantsAnything(permissions),
        scope: scope === 'session' ? 'session' : 'turn',
      });
      return;
    }
    case 'item/tool/requestUserInput':
      controlToolEnded(ctx, request);
      return;
    case 'mcpServer/elicitation/request':
      if (response.result.action !== 'accept') elicitationRefused(ctx, request);
      return;
    default:
      ctx.emit({ kind: 'serverResponse', atMs: ctx.atMs, completedAtMs, requestId, response });
  }
}

/** The request ended without an answer: the client gave an error, or the server took it back. */
export function onServerRequestAborted(ctx: TrafficContext, request: PendingServerRequest): void {
  const { requestId } = request;
  ctx.emit({ kind: 'serverRequestAborted', atMs: ctx.atMs, completedAtMs: ctx.atMs, requestId });
}

/** Whether an answer grants more than nothing: the network, or any list of the file system that is not empty. */
function grantsAnything({
  network,
  fileSystem,
}: {
  readonly network?: unknown;
  readonly fileSystem?: unknown;
}): boolean {
  const enabled = typeof network === 'object' && network !== null && 'enabled' in network && network.enabled === true;
  if (enabled || typeof fileSystem !== 'object' || fileSystem === null) return enabled;
  return Object.values(fileSystem).some((part) => (Array.isArray(part) ? part.length > 0 : part != null));
}

function controlToolEnded(ctx: TrafficContext, { threadId, turnId, itemId, atMs }: PendingServerRequest): void {
  if (turnId === null || itemId === null) return;
  ctx.emit({
    kind: 'controlToolCall',
    atMs: ctx.atMs,
    implied: true,
    threadId,
    turnId,
    itemId,
    toolName: 'request_user_input',
    success: true,
    startedAtMs: atMs,
    completedAtMs: ctx.atMs,
  });
}

function elicitationRefused(
  ctx: TrafficContext,
  { threadId, turnId, serverName, approvalKind }: PendingServerRequest,
): void {
  if (approvalKind !== 'mcp_tool_call') return;
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
