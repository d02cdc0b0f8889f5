import { Type } from 'typebox';

import { defineEvent } from '../define-event.js';
import { pluginFields, pluginValues, type PluginStateInput } from './plugin-fields.js';

/** A plugin was switched off. */
export const pluginDisabled = defineEvent({
  type: 'codex_plugin_disabled',
  summary: 'The configuration was told to switch a plugin off, also when it was off already.',
  params: Type.Object(pluginFields),
  occurredAtMs: () => null,
  build: ({ plugin, productClientId }: PluginStateInput) => pluginValues(plugin, productClientId),
});
