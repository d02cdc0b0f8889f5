import type { EffectivePermissionsResponseFact } from '../../facts/index.js';
import { requestIdKey } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { endReview } from '../reviews.js';

/** A request for permissions was answered; what counts is what was granted in the end. */
export function onEffectivePermissionsResponse(ctx: Context, fact: EffectivePermissionsResponseFact): void {
  const key = requestIdKey(fact.requestId);
  const pending = ctx.state.reviews.get(key);
  if (pending === undefined) return;
  ctx.state.reviews.delete(key);
  endReview(ctx, pending, {
    reviewer: 'user',
    status: fact.granted ? 'approved' : 'denied',
    resolution: fact.granted && fact.scope === 'session' ? 'session_approval' : 'none',
    completedAtMs: fact.completedAtMs,
  });
}
