import type { Context } from '../context.js';
import { endReview } from '../reviews.js';
import { completeTurn } from '../turns.js';

/**
 * The server's run is over. What waits for the user, and turns that run, are closed as the real Codex closes them when its
 * client leaves: aborted and interrupted, at this moment. What else is open will not complete; what the server was is still known to whatever comes late.
 */
export function onServerEnded(ctx: Context): void {
  const { state } = ctx;
  for (const review of state.reviews.values()) {
    endReview(ctx, review, { reviewer: 'user', status: 'aborted', resolution: 'none', completedAtMs: ctx.atMs });
  }
  for (const [turnId, turn] of state.turns) {
    if (turn.completed !== null) continue;
    const durationMs = turn.startedAt === null ? null : Math.max(0, ctx.atMs - turn.startedAt * 1000);
    completeTurn(ctx, turnId, {
      status: 'interrupted',
      error: null,
      completedAt: Math.floor(ctx.atMs / 1000),
      durationMs,
    });
  }
  state.turns.clear();
  state.endedTurns.clear();
  state.requests.clear();
  state.reviews.clear();
  for (const thread of state.threads.values()) thread.items.clear();
}
