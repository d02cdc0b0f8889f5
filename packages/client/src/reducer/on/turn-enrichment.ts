import type { TurnEnrichmentFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { release } from '../emit.js';
import { enrichEvents } from '../enrichment.js';
import { heldKey } from '../holding.js';

/** What a session log adds to a turn: its events are filled and go out. */
export function onTurnEnrichment(ctx: Context, fact: TurnEnrichmentFact): void {
  const key = heldKey(fact.threadId, fact.turnId);
  const turn = ctx.state.held.get(key);
  if (turn === undefined) return;
  ctx.state.held.delete(key);
  enrichEvents(turn.events, fact);
  for (const event of turn.events) release(ctx, event);
}
