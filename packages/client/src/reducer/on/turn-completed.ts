import type { TurnCompletedParams } from '../../protocol/messages/turn.js';
import type { Context } from '../context.js';
import { namedError } from '../turn-error.js';
import { completeTurn } from '../turns.js';

/** A turn is over. */
export function onTurnCompleted(ctx: Context, { turn }: TurnCompletedParams): void {
  completeTurn(ctx, turn.id, {
    status: turn.status,
    error: turn.error?.codexErrorInfo == null ? null : namedError(turn.error.codexErrorInfo),
    completedAt: Math.max(0, turn.completedAt ?? 0),
    durationMs: turn.durationMs == null || turn.durationMs < 0 ? null : turn.durationMs,
  });
}
