import type { EffectivePermissionsResponseFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { takeReview } from '../pending-reviews.js';
import { endReview } from '../reviews.js';

/** A request for permissions was answered; what counts is what was granted in the end. */
export function onEffectivePermissionsResponse(ctx: Context, fact: EffectivePermissionsResponseFact): void {
  const pending = takeReview(ctx, fact.requestId, fact.threadId);
  if (pending === undefined) return;
  endReview(ctx, pending, {
    reviewer: 'user',
    status: fact.granted ? 'approved' : 'denied',
    resolution: fact.granted && fact.scope === 'session' ? 'session_approval' : 'none',
    completedAtMs: fact.completedAtMs,
  });
}
