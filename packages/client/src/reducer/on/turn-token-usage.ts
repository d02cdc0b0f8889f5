import type { TurnTokenUsageFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { tryReportTurn, turnOf } from '../turns.js';

/** What a turn used; the last word counts. */
export function onTurnTokenUsage(ctx: Context, fact: TurnTokenUsageFact): void {
  const turn = turnOf(ctx, fact.turnId);
  turn.threadId = fact.threadId;
  turn.usage = fact.usage;
  turn.usageEvenInterrupted = fact.evenInterrupted === true;
  tryReportTurn(ctx, fact.turnId, turn);
}
