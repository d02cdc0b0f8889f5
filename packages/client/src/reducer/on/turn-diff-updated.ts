import type { TurnDiffUpdatedParams } from '../../protocol/messages/turn.js';
import type { Context } from '../context.js';
import { countDiffLines } from '../diff-counts.js';
import { turnOf } from '../turns.js';

/** The working folder differs from what it was when the turn began; the last diff wins, an empty one too. */
export function onTurnDiffUpdated(ctx: Context, { threadId, turnId, diff }: TurnDiffUpdatedParams): void {
  const turn = turnOf(ctx, turnId);
  turn.threadId = threadId;
  turn.diff = countDiffLines(diff);
}
