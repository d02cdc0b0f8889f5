import type { ClientRequest, RequestId } from '../../protocol/index.js';
import { pluginSwitches, marketplaceName } from './plugins.js';
import type { PendingClientRequest } from './state.js';
import { submittedInput } from './submitted-input.js';
import type { TrafficContext } from './traffic-context.js';

const summaries: ReadonlySet<string> = new Set(['auto', 'concise', 'detailed', 'none']);

/** The client asks for something: told where events need it, and reduced to what its answer will need. */
export function onClientRequest(
  ctx: TrafficContext,
  connectionId: number,
  requestId: RequestId,
  request: ClientRequest,
): PendingClientRequest {
  const pending = { method: request.method, atMs: ctx.atMs };
  switch (request.method) {
    case 'turn/start':
      tell(ctx, connectionId, requestId, request);
      return { ...pending, threadId: request.params.threadId, turnStart: submittedInput(request.params) };
    case 'turn/steer':
      tell(ctx, connectionId, requestId, request);
      return { ...pending, threadId: request.params.threadId, turnStart: submittedInput({ ...request.params }) };
    case 'turn/interrupt':
      tell(ctx, connectionId, requestId, request);
      return pending;
    case 'initialize': {
      const { clientInfo, capabilities } = request.params;
      return {
        ...pending,
        initialize: {
          clientName: clientInfo.name,
          clientVersion: clientInfo.version ?? null,
          experimentalApiEnabled: capabilities == null ? null : (capabilities.experimentalApi ?? false),
          lastMessageAtMs: ctx.state.lastMessageAtMs || ctx.atMs,
        },
      };
    }
    case 'thread/start':
    case 'thread/resume':
    case 'thread/fork': {
      const { personality, config } = request.params;
      // A setting that the client writes freely: only words that mean something are taken.
      const asked = config?.model_reasoning_summary ?? null;
      const reasoningSummary = asked !== null && summaries.has(asked) ? asked : null;
      return {
        ...pending,
        opening: {
          ...(personality == null ? {} : { personality }),
          ...(reasoningSummary === null ? {} : { reasoningSummary }),
        },
      };
    }
    case 'thread/compact/start':
    case 'thread/archive':
    case 'thread/unarchive':
    case 'thread/queue/add':
    case 'thread/queue/update':
    case 'thread/queue/list':
      return { ...pending, threadId: request.params.threadId };
    case 'plugin/install': {
      const { pluginName, marketplacePath, remoteMarketplaceName } = request.params;
      const marketplace = marketplaceName(ctx.state, marketplacePath ?? null, remoteMarketplaceName ?? null);
      return { ...pending, pluginInstall: { pluginName, marketplace, isRemote: remoteMarketplaceName != null } };
    }
    case 'plugin/uninstall':
      return { ...pending, pluginId: request.params.pluginId };
    case 'config/value/write':
      return { ...pending, pluginSwitches: pluginSwitches([request.params]) };
    case 'config/batchWrite':
      return { ...pending, pluginSwitches: pluginSwitches(request.params.edits) };
    default:
      return pending;
  }
}

function tell(ctx: TrafficContext, connectionId: number, requestId: RequestId, request: ClientRequest): void {
  ctx.emit({ kind: 'clientRequest', atMs: ctx.atMs, connectionId, requestId, request });
}
