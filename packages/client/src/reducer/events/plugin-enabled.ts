import { Type } from 'typebox';

import { defineEvent } from '../define-event.js';
import { pluginFields, pluginValues, type PluginStateInput } from './plugin-fields.js';

/** A plugin was switched on. */
export const pluginEnabled = defineEvent({
  type: 'codex_plugin_enabled',
  summary: 'The configuration was told to switch a plugin on, also when it was on already.',
  params: Type.Object(pluginFields),
  occurredAtMs: () => null,
  build: ({ plugin, productClientId }: PluginStateInput) => pluginValues(plugin, productClientId),
});
