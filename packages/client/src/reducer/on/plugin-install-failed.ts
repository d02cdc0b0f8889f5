import type { PluginInstallFailedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { pluginInstallFailed } from '../events/plugin-install-failed.js';
import { connectionTrackingOf } from '../trackers.js';

/** A plugin could not be installed. */
export function onPluginInstallFailed(ctx: Context, fact: PluginInstallFailedFact): void {
  const { productClientId, subject } = connectionTrackingOf(ctx, fact);
  emit(ctx, pluginInstallFailed, pluginInstallFailed.build({ fact, productClientId }), subject);
}
