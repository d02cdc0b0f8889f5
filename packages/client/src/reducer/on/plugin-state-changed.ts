import type { PluginStateChangedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { pluginDisabled } from '../events/plugin-disabled.js';
import { pluginEnabled } from '../events/plugin-enabled.js';
import { pluginInstalled } from '../events/plugin-installed.js';
import { pluginUninstalled } from '../events/plugin-uninstalled.js';
import { connectionTrackingOf } from '../trackers.js';

const events = {
  installed: pluginInstalled,
  uninstalled: pluginUninstalled,
  enabled: pluginEnabled,
  disabled: pluginDisabled,
} satisfies Record<PluginStateChangedFact['state'], unknown>;

/** A plugin came, went, or was switched. */
export function onPluginStateChanged(ctx: Context, fact: PluginStateChangedFact): void {
  const { productClientId, subject } = connectionTrackingOf(ctx, fact);
  const definition = events[fact.state];
  emit(ctx, definition, definition.build({ plugin: fact.plugin, productClientId }), subject);
}
