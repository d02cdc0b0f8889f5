import type { SubAgentThreadStartedFact } from '../../facts/index.js';
import { behaviourOf } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import type { AppServerClient } from '../events/shared-blocks.js';
import { threadInitialized } from '../events/thread-initialized.js';
import { threadOf } from '../lookup.js';
import type { Connection } from '../state.js';

/**
 * A sub-agent's thread began. Its own event says `in_process`; later events of the thread carry the client of the parent's
 * connection, which it inherits. Reported also when the parent is unknown.
 */
export function onSubAgentThreadStarted(ctx: Context, fact: SubAgentThreadStartedFact): void {
  const { state } = ctx;
  const parent = fact.parentThreadId === null ? undefined : state.threads.get(fact.parentThreadId);
  const connectionId = parent?.connectionId ?? state.latestConnectionId;
  const connection = connectionId === null ? undefined : state.connections.get(connectionId);
  if (connection === undefined) return ctx.anomaly('sub-agent thread dropped: no server is known');
  const sessionId = fact.sessionId ?? parent?.metadata?.sessionId ?? fact.parentThreadId ?? fact.threadId;
  const lineage = {
    threadSource: threadSource(fact, connection),
    subagentSource: fact.subagentSource,
    parentThreadId: fact.parentThreadId,
  };
  const thread = threadOf(ctx, fact.threadId);
  thread.metadata ??= { sessionId, initializationMode: 'new', lineage };
  thread.connectionId ??= parent?.connectionId ?? null;
  thread.project ??= parent?.project ?? null;
  thread.repoHash ??= parent?.repoHash ?? null;
  thread.model ??= fact.model;
  if (fact.isUnannounced === true) return;
  const params = threadInitialized.build({
    threadId: fact.threadId,
    sessionId,
    client: clientOf(fact, connection),
    runtime: connection.runtime,
    model: fact.model,
    ephemeral: fact.ephemeral,
    mode: 'new',
    lineage,
    createdAt: Math.max(0, fact.createdAt),
    isWorktree: null,
    forkedFromThreadId: fact.forkedFromThreadId ?? null,
  });
  emit(ctx, threadInitialized, params, { connection, threadId: fact.threadId, turnId: null, model: fact.model });
}

function threadSource(fact: SubAgentThreadStartedFact, connection: Connection): string {
  if (fact.threadSource != null) return fact.threadSource;
  return fact.subagentSource === 'guardian' ? behaviourOf(connection.wireVersion).guardianThreadSource : 'subagent';
}

function clientOf({ client }: SubAgentThreadStartedFact, connection: Connection): AppServerClient {
  return {
    product_client_id: client?.productClientId ?? connection.client.product_client_id,
    client_name: client === undefined ? connection.client.client_name : client.clientName,
    client_version: client === undefined ? connection.client.client_version : client.clientVersion,
    rpc_transport: 'in_process',
    experimental_api_enabled: null,
  };
}
