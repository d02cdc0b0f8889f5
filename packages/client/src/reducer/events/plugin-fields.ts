import type { PluginDescription } from '../../facts/index.js';
import { field } from '../define-event.js';

/** What the events about the state of a plugin are made from. */
export interface PluginStateInput {
  readonly plugin: PluginDescription;
  readonly productClientId: string | null;
}

const contents = 'plugin/read';

/** What all events about plugins have in common. */
export const pluginFields = {
  plugin_id: field.stringOrNull({
    description: '`name@marketplace`.',
    source: 'request or mention',
    column: 'plugin_id',
    carries: 'name',
  }),
  remote_plugin_id: field.stringOrNull({
    description: 'Id at the provider; null for a local plugin.',
    source: 'plugin/list',
    since: '0.169.0',
    carries: 'name',
  }),
  plugin_name: field.stringOrNull({ description: 'Name.', source: 'part of the id', carries: 'name' }),
  marketplace_name: field.stringOrNull({ description: 'Marketplace.', source: 'part of the id', carries: 'name' }),
  has_skills: field.booleanOrNull({
    description: 'Whether it brings skills; null when nothing tells.',
    source: contents,
  }),
  mcp_server_count: field.intOrNull({
    description: 'MCP servers that it brings; null when nothing tells.',
    source: contents,
  }),
  connector_ids: field.stringsOrNull({
    description: 'Connectors that it brings; null when nothing tells.',
    source: contents,
    carries: 'name',
  }),
  product_client_id: field.stringOrNull({
    description: 'Originator.',
    source: 'connection',
    column: 'product_client_id',
  }),
};

/** The same as values. */
export function pluginValues(plugin: PluginDescription, productClientId: string | null) {
  return {
    plugin_id: plugin.pluginId,
    remote_plugin_id: plugin.remotePluginId,
    plugin_name: plugin.pluginName,
    marketplace_name: plugin.marketplaceName,
    has_skills: plugin.hasSkills,
    mcp_server_count: plugin.mcpServerCount,
    connector_ids: plugin.connectorIds === null ? null : [...plugin.connectorIds],
    product_client_id: productClientId,
  };
}
