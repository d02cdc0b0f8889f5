import type { ServerRequestAbortedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { takeReview } from '../pending-reviews.js';
import { endReview } from '../reviews.js';

/** An approval ended without an answer. */
export function onServerRequestAborted(ctx: Context, fact: ServerRequestAbortedFact): void {
  const pending = takeReview(ctx, fact.requestId, fact.threadId);
  if (pending === undefined) return;
  const { completedAtMs } = fact;
  endReview(ctx, pending, { reviewer: 'user', status: 'aborted', resolution: 'none', completedAtMs });
}
