import type { PluginUsedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { pluginUsed } from '../events/plugin-used.js';
import { trackingOf } from '../trackers.js';

/** The user named a plugin; its source told it once for each turn and plugin. */
export function onPluginUsed(ctx: Context, fact: PluginUsedFact): void {
  const { productClientId, subject } = trackingOf(ctx, fact);
  emit(ctx, pluginUsed, pluginUsed.build({ fact, productClientId }), subject);
}
