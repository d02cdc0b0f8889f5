import type { InitializeFact } from '../../facts/index.js';
import { reducerLimits } from '../../limits.js';
import { wireVersionOf } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { evictOldest } from '../lookup.js';

/** A connection introduced itself: its client and its server are known from now on. */
export function onInitialize(ctx: Context, fact: InitializeFact): void {
  const { codexVersion, os, osVersion, arch } = fact.runtime;
  const { connections } = ctx.state;
  connections.delete(fact.connectionId);
  connections.set(fact.connectionId, {
    client: {
      product_client_id: fact.productClientId,
      client_name: fact.clientName,
      client_version: fact.clientVersion,
      rpc_transport: fact.rpcTransport,
      experimental_api_enabled: fact.experimentalApiEnabled,
    },
    runtime: {
      codex_rs_version: codexVersion,
      runtime_os: os,
      runtime_os_version: osVersion,
      runtime_arch: arch,
    },
    codexVersion,
    wireVersion: wireVersionOf(codexVersion),
  });
  ctx.state.latestConnectionId = fact.connectionId;
  evictOldest(ctx, connections, reducerLimits.connectionsMax, 'a connection was forgotten: too many are open');
}
