import type { TurnProfileFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { turnOf } from '../turns.js';

/** Where the time of a turn went; it comes before the end. */
export function onTurnProfile(ctx: Context, fact: TurnProfileFact): void {
  turnOf(ctx, fact.turnId).profile = fact.profile;
}
