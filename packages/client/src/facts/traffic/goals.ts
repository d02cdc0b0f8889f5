import type { GoalUpdatedParams } from '../../protocol/messages/extensions.js';
import type { TrafficThread } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** What was used for a goal so far. */
interface GoalUse {
  readonly tokens: number;
  readonly seconds: number;
}

/** Time of creation is told in whole seconds, and the announcement may come a little later. */
const newGoalAgeMaxMs = 3000;

/** The goal of a thread is new, was worked for, or has another status. Its internal id is not told. */
export function onGoalUpdated(ctx: TrafficContext, thread: TrafficThread, { goal, turnId }: GoalUpdatedParams): void {
  const before = thread.goal;
  const use = { tokens: goal.tokensUsed ?? 0, seconds: goal.timeUsedSeconds ?? 0 };
  thread.goal = { status: goal.status, hasBudget: goal.tokenBudget != null, ...use };
  if (before === null) {
    // One that an earlier run of the server knew is announced again when its thread goes on.
    const ageMs = ctx.atMs - (goal.createdAt ?? ctx.atMs / 1000) * 1000;
    if (ageMs < newGoalAgeMaxMs) tell(ctx, thread, 'created', turnId ?? null);
    return;
  }
  const used = use.tokens > before.tokens || use.seconds > before.seconds;
  if (used) tell(ctx, thread, 'usage_accounted', turnId ?? null, use);
  if (before.status !== goal.status) tell(ctx, thread, 'status_changed', turnId ?? null);
}

/** It was cleared. The clearing at the end of a thread that had none is no event. */
export function onGoalCleared(ctx: TrafficContext, thread: TrafficThread): void {
  if (thread.goal === null) return;
  tell(ctx, thread, 'cleared', null);
  thread.goal = null;
}

function tell(
  ctx: TrafficContext,
  { threadId, goal }: TrafficThread,
  eventKind: string,
  turnId: string | null,
  use: GoalUse | null = null,
): void {
  ctx.emit({
    kind: 'goalChanged',
    atMs: ctx.atMs,
    implied: true,
    threadId,
    turnId,
    goalId: null,
    eventKind,
    goalStatus: snakeCase(goal?.status ?? 'active'),
    hasTokenBudget: goal?.hasBudget ?? false,
    cumulativeTokens: use?.tokens ?? null,
    cumulativeTimeSeconds: use?.seconds ?? null,
  });
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
