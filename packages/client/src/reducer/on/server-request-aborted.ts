import type { ServerRequestAbortedFact } from '../../facts/index.js';
import { requestIdKey } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { endReview } from '../reviews.js';

/** An approval ended without an answer. */
export function onServerRequestAborted(ctx: Context, { requestId, completedAtMs }: ServerRequestAbortedFact): void {
  const key = requestIdKey(requestId);
  const pending = ctx.state.reviews.get(key);
  if (pending === undefined) return;
  ctx.state.reviews.delete(key);
  endReview(ctx, pending, { reviewer: 'user', status: 'aborted', resolution: 'none', completedAtMs });
}
