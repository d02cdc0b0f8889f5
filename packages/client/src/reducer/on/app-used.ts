import type { AppUsedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { appUsed } from '../events/app-used.js';
import { trackingOf } from '../trackers.js';

/** A tool of an app was called; its source told it once for each turn and connector. */
export function onAppUsed(ctx: Context, fact: AppUsedFact): void {
  const { productClientId, subject } = trackingOf(ctx, fact);
  emit(ctx, appUsed, appUsed.build({ fact, productClientId }), subject);
}
