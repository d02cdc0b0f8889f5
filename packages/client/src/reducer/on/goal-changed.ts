import type { GoalChangedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { goal } from '../events/goal.js';
import { threadContext } from '../lookup.js';

/** A goal of a thread changed. */
export function onGoalChanged(ctx: Context, fact: GoalChangedFact): void {
  const context = threadContext(ctx, fact.threadId, 'goal');
  if (context === null) return;
  const { connection, metadata } = context;
  const params = goal.build({
    fact,
    sessionId: metadata.sessionId,
    client: connection.client,
    runtime: connection.runtime,
    lineage: metadata.lineage,
  });
  emit(ctx, goal, params, { connection, threadId: fact.threadId, turnId: fact.turnId, model: null });
}
