import type { AppMentionedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { appMentioned } from '../events/app-mentioned.js';
import { trackingOf } from '../trackers.js';

/** The user named apps: one event for each. */
export function onAppMentioned(ctx: Context, fact: AppMentionedFact): void {
  const { productClientId, subject } = trackingOf(ctx, fact);
  for (const mention of fact.mentions)
    emit(ctx, appMentioned, appMentioned.build({ fact, mention, productClientId }), subject);
}
