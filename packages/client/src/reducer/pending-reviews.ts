import { reducerLimits } from '../limits.js';
import { requestIdKey, type RequestId } from '../protocol/index.js';
import type { Context } from './context.js';
import { evictOldest } from './lookup.js';
import type { PendingReview } from './state.js';

/**
 * Keeps an approval that was asked for until it ends. Asking again on another connection changes nothing. Request ids are those
 * of one server; where two are watched, approvals of different threads may have the same.
 */
export function keepReview(ctx: Context, requestId: RequestId, review: PendingReview): void {
  const { reviews } = ctx.state;
  const key = requestIdKey(requestId);
  const other = reviews.get(key);
  reviews.set(other === undefined || other.threadId === review.threadId ? key : ofThread(key, review.threadId), review);
  evictOldest(ctx, reviews, reducerLimits.reviewsMax, 'an approval was forgotten: too many were never answered');
}

/** The approval that ends, taken out; undefined when none is open. */
export function takeReview(
  ctx: Context,
  requestId: RequestId,
  threadId: string | undefined,
): PendingReview | undefined {
  const { reviews } = ctx.state;
  const plain = requestIdKey(requestId);
  const exact = threadId === undefined ? plain : ofThread(plain, threadId);
  const key = reviews.has(exact) ? exact : plain;
  const review = reviews.get(key);
  if (review === undefined || (threadId !== undefined && review.threadId !== threadId)) return undefined;
  reviews.delete(key);
  return review;
}

function ofThread(key: string, threadId: string): string {
  return `${key} ${threadId}`;
}
