import type { GuardianReviewFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { guardianReview } from '../events/guardian-review.js';
import { threadContext } from '../lookup.js';

/** The automatic reviewer came to an end; the review itself follows as a notification. */
export function onGuardianReview(ctx: Context, fact: GuardianReviewFact): void {
  const context = threadContext(ctx, fact.threadId, 'guardian');
  if (context === null) return;
  const { connection, metadata } = context;
  const params = guardianReview.build({
    fact,
    sessionId: metadata.sessionId,
    client: connection.client,
    runtime: connection.runtime,
  });
  emit(ctx, guardianReview, params, {
    connection,
    threadId: fact.threadId,
    turnId: fact.turnId,
    model: null,
    enrichable: true,
  });
}
