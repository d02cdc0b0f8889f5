import type { InitializeFact } from '../../facts/index.js';
import { reducerLimits } from '../../limits.js';
import { wireVersionOf } from '../../protocol/index.js';
import type { Context } from '../context.js';

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
  if (connections.size > reducerLimits.connectionsMax) forgetOne(ctx);
}

/** Nothing tells here when a connection is closed: the oldest goes of those that no thread was opened on, or the oldest of all. */
function forgetOne({ state, anomaly }: Context): void {
  const used = new Set([...state.threads.values()].map(({ connectionId }) => connectionId));
  const all = [...state.connections.keys()];
  const unused = all.find((id) => !used.has(id)) ?? all[0];
  if (unused !== undefined) state.connections.delete(unused);
  anomaly('a connection was forgotten: too many are open');
}
