import type { TurnResolvedConfigFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { tryReportTurn, turnOf } from '../turns.js';

/** What a turn runs with. */
export function onTurnResolvedConfig(ctx: Context, fact: TurnResolvedConfigFact): void {
  const turn = turnOf(ctx, fact.turnId);
  turn.threadId = fact.threadId;
  turn.numInputImages = fact.config.numInputImages;
  turn.config = fact.config;
  const thread = ctx.state.threads.get(fact.threadId);
  if (thread !== undefined) thread.model = fact.config.model ?? thread.model;
  tryReportTurn(ctx, fact.turnId, turn);
}
