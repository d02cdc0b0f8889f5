import { Type } from 'typebox';

import { defineEvent } from '../define-event.js';
import { pluginFields, pluginValues, type PluginStateInput } from './plugin-fields.js';

/** A plugin was installed. */
export const pluginInstalled = defineEvent({
  type: 'codex_plugin_installed',
  summary: 'A plugin/install succeeded.',
  params: Type.Object(pluginFields),
  occurredAtMs: () => null,
  build: ({ plugin, productClientId }: PluginStateInput) => pluginValues(plugin, productClientId),
});
