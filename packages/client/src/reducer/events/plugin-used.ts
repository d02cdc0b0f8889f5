import { Type } from 'typebox';

import type { PluginUsedFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';
import { pluginFields, pluginValues } from './plugin-fields.js';

/** What {@link pluginUsed} is made from. */
export interface PluginUsedInput {
  readonly fact: PluginUsedFact;
  readonly productClientId: string | null;
}

/** The user named a plugin. */
export const pluginUsed = defineEvent({
  type: 'codex_plugin_used',
  summary: 'The input of a turn named a plugin: once for each turn and plugin.',
  params: Type.Object({
    ...pluginFields,
    mcp_server_names: field.stringsOrNull({
      description: 'MCP servers that it brings; null when nothing tells.',
      source: 'plugin/read',
      since: '0.169.0',
      carries: 'name',
    }),
    thread_id: field.stringOrNull({ description: 'The thread.', source: 'turn', column: 'thread_id' }),
    turn_id: field.stringOrNull({ description: 'The turn.', source: 'turn', column: 'turn_id' }),
    model_slug: field.stringOrNull({
      description: 'Model of the turn.',
      source: 'configuration of the turn',
      column: 'model_slug',
    }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, productClientId }: PluginUsedInput) => ({
    ...pluginValues(fact.plugin, productClientId),
    mcp_server_names: fact.plugin.mcpServerNames === null ? null : [...fact.plugin.mcpServerNames],
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    model_slug: fact.model,
  }),
});
