import type { PluginListResult, PluginReadResult } from '../../protocol/messages/extensions.js';
import { trafficLimits } from '../../limits.js';
import type { PluginDescription } from '../extension-facts.js';
import type { KnownPlugin, PendingClientRequest, PluginSwitch, TrafficState } from './state.js';
import type { TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** Plugins and marketplaces that a list names. */
export function learnPlugins({ state }: TrafficContext, { marketplaces }: PluginListResult): void {
  for (const { name, path, plugins } of marketplaces) {
    if (path != null) state.marketplaces.set(path, name);
    for (const listed of plugins) {
      const known = pluginOf(state, listed.id ?? `${listed.name}@${name}`, listed.remotePluginId ?? null);
      known.installed = listed.installed === true;
      known.active = known.installed && listed.enabled === true;
    }
  }
}

/** What a plugin brings. */
export function learnPluginContents({ state }: TrafficContext, { plugin }: PluginReadResult): void {
  const id = plugin.summary.id ?? `${plugin.summary.name}@${plugin.marketplaceName}`;
  pluginOf(state, id, null).contents = {
    hasSkills: (plugin.skills?.length ?? 0) > 0,
    connectorIds: (plugin.apps ?? []).flatMap((app) => (app.id == null ? [] : [app.id])),
    mcpServerNames: (plugin.mcpServers ?? []).filter((server) => typeof server === 'string'),
  };
}

function pluginOf({ plugins }: TrafficState, id: string, remotePluginId: string | null): KnownPlugin {
  const known = plugins.get(id);
  if (known !== undefined) return known;
  const plugin: KnownPlugin = {
    remotePluginId,
    installed: false,
    active: false,
    contents: null,
  };
  if (plugins.size < trafficLimits.namedExtensionsMax) plugins.set(id, plugin);
  return plugin;
}

/** Name of the marketplace that a request meant, by what a list or an earlier request said of its folder. */
export function marketplaceName(
  { marketplaces }: TrafficState,
  path: string | null,
  remote: string | null,
): string | null {
  if (path === null) return remote;
  const known = marketplaces.get(path);
  if (known !== undefined) return known;
  for (const [folder, name] of marketplaces) if (path.startsWith(`${folder}/`)) return name;
  return null;
}

function describePlugin({ plugins }: TrafficState, id: string): PluginDescription {
  const at = id.lastIndexOf('@');
  const known = plugins.get(id);
  const contents = known?.contents ?? null;
  return {
    pluginId: id,
    remotePluginId: known?.remotePluginId ?? null,
    pluginName: at < 0 ? id : id.slice(0, at),
    marketplaceName: at < 0 ? null : id.slice(at + 1),
    hasSkills: contents?.hasSkills ?? null,
    mcpServerCount: contents?.mcpServerNames.length ?? null,
    connectorIds: contents?.connectorIds ?? (known === undefined ? null : []),
    mcpServerNames: contents?.mcpServerNames ?? null,
  };
}

/** A request that changes plugins succeeded. */
export function tellPluginChanges(ctx: TrafficContext, connectionId: number, request: PendingClientRequest): void {
  const tell = (state: 'installed' | 'uninstalled' | 'enabled' | 'disabled', id: string) => {
    const plugin = describePlugin(ctx.state, id);
    ctx.emit({ kind: 'pluginStateChanged', atMs: ctx.atMs, implied: true, state, plugin, connectionId });
  };
  const { plugins } = ctx.state;
  if (request.pluginInstall !== undefined) {
    const { pluginName, marketplace } = request.pluginInstall;
    const id = marketplace === null ? pluginName : `${pluginName}@${marketplace}`;
    Object.assign(pluginOf(ctx.state, id, null), { installed: true, active: true });
    tell('installed', id);
  } else if (request.pluginId !== undefined) {
    const id = request.pluginId;
    // Taking away what is not there is answered as well, and changes nothing.
    if (plugins.get(id)?.installed === false) return;
    tell('uninstalled', id);
    Object.assign(pluginOf(ctx.state, id, null), { installed: false, active: false });
  }
  for (const { pluginId, enabled } of request.pluginSwitches ?? []) {
    tell(enabled ? 'enabled' : 'disabled', pluginId);
    const known = plugins.get(pluginId);
    if (known !== undefined) known.active = known.installed && enabled;
  }
}

/** The installation of a plugin was refused; the error names the marketplace where the request names a folder. */
export function tellPluginInstallFailure(
  ctx: TrafficContext,
  connectionId: number,
  { pluginInstall }: PendingClientRequest,
  message: string,
): void {
  if (pluginInstall === undefined) return;
  const { pluginName, isRemote } = pluginInstall;
  const marketplace = pluginInstall.marketplace ?? /in marketplace `([^`]+)`/.exec(message)?.[1] ?? null;
  const errorType = failures.find(([pattern]) => pattern.test(message))?.[1] ?? 'other';
  const status = /failed with status (\d{3})/.exec(message)?.[1] ?? null;
  // Without its marketplace a plugin has no id; that of a remote one is its own.
  const isNamed = !isRemote && marketplace !== null && errorType !== 'marketplace_not_found';
  const plugin = isNamed ? describePlugin(ctx.state, `${pluginName}@${marketplace}`) : unnamedPlugin;
  ctx.emit({
    kind: 'pluginInstallFailed',
    atMs: ctx.atMs,
    implied: true,
    plugin: { ...plugin, connectorIds: null, ...(isRemote ? { remotePluginId: pluginName } : {}) },
    source: 'manual',
    errorType,
    subErrorType: status === null ? null : `http_${status}`,
    connectionId,
  });
}

/** What the beginning or the middle of a refusal says of its kind. */
const failures: readonly (readonly [RegExp, string])[] = [
  [/was not found/, 'plugin_not_found'],
  [/is not available for install/, 'plugin_not_available'],
  [/^marketplace .* does not exist/, 'marketplace_not_found'],
  [/remote plugin catalog request .* failed with status/, 'remote_catalog_unexpected_status'],
  [/^plugin source path/, 'store_invalid'],
];

const unnamedPlugin: PluginDescription = {
  pluginId: null,
  remotePluginId: null,
  pluginName: null,
  marketplaceName: null,
  hasSkills: null,
  mcpServerCount: null,
  connectorIds: null,
  mcpServerNames: null,
};

/** The input of a turn named plugins. */
export function tellUsedPlugins(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  const { plugins } = ctx.state;
  for (const id of turn.input?.plugins ?? []) {
    // Where the plugins are known, one that is off, or not there, is not used.
    if (plugins.size > 0 && plugins.get(id)?.active !== true) continue;
    ctx.emit({
      kind: 'pluginUsed',
      atMs: ctx.atMs,
      implied: true,
      threadId: thread.threadId,
      turnId: turn.turnId,
      model: turn.settings.model,
      plugin: describePlugin(ctx.state, id),
    });
  }
}

/**
 * Plugins that writes to the configuration switch, the last value of each. Key paths with quoted parts are accepted by the
 * server but switch nothing that it reports.
 */
export function pluginSwitches(
  edits: readonly { readonly keyPath: string; readonly value?: unknown }[],
): readonly PluginSwitch[] {
  const switches = new Map<string, boolean>();
  const set = (pluginId: string, enabled: unknown) => {
    if (typeof enabled !== 'boolean' || pluginId === '' || pluginId.includes('"')) return;
    switches.delete(pluginId);
    switches.set(pluginId, enabled);
  };
  for (const { keyPath, value } of edits) {
    if (keyPath === 'plugins') for (const [id, plugin] of Object.entries(value ?? {})) set(id, enabledOf(plugin));
    if (!keyPath.startsWith('plugins.')) continue;
    const rest = keyPath.slice('plugins.'.length);
    if (rest.endsWith('.enabled')) set(rest.slice(0, -'.enabled'.length), value);
    else set(rest, enabledOf(value));
  }
  return [...switches].map(([pluginId, enabled]) => ({ pluginId, enabled }));
}

function enabledOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'enabled' in value ? value.enabled : undefined;
}
