import { Type } from 'typebox';

import { defineEvent } from '../define-event.js';
import { pluginFields, pluginValues, type PluginStateInput } from './plugin-fields.js';

/** A plugin was taken away. */
export const pluginUninstalled = defineEvent({
  type: 'codex_plugin_uninstalled',
  summary: 'A plugin/uninstall succeeded.',
  params: Type.Object(pluginFields),
  occurredAtMs: () => null,
  build: ({ plugin, productClientId }: PluginStateInput) => pluginValues(plugin, productClientId),
});
