import type { GoalUpdatedParams } from '../../protocol/messages/extensions.js';
import type { TrafficThread } from './state.js';
import type { TrafficContext } from './traffic-context.js';

/** The goal of a thread is new, or has another status. Its internal id is not told. */
export function onGoalUpdated(ctx: TrafficContext, thread: TrafficThread, { goal, turnId }: GoalUpdatedParams): void {
  const eventKind = !thread.hasGoal ? 'created' : thread.goalStatus === goal.status ? null : 'status_changed';
  thread.hasGoal = true;
  thread.goalStatus = goal.status;
  thread.hasGoalBudget = goal.tokenBudget != null;
  if (eventKind !== null) tell(ctx, thread, eventKind, turnId ?? null);
}

/** It was cleared. The clearing at the end of a thread that had none is no event. */
export function onGoalCleared(ctx: TrafficContext, thread: TrafficThread): void {
  if (!thread.hasGoal) return;
  tell(ctx, thread, 'cleared', null);
  thread.hasGoal = false;
  thread.goalStatus = null;
}

function tell(ctx: TrafficContext, thread: TrafficThread, eventKind: string, turnId: string | null): void {
  ctx.emit({
    kind: 'goalChanged',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId,
    goalId: null,
    eventKind,
    goalStatus: snakeCase(thread.goalStatus ?? 'active'),
    hasTokenBudget: thread.hasGoalBudget,
    cumulativeTokens: null,
    cumulativeTimeSeconds: null,
  });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
