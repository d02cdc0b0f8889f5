import type { TurnSubmittedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { submitTurn } from '../turns.js';

/** A client submitted a turn, told by a source without requests and answers. */
export function onTurnSubmitted(ctx: Context, fact: TurnSubmittedFact): void {
  submitTurn(ctx, {
    turnId: fact.turnId,
    threadId: fact.threadId,
    connectionId: fact.connectionId,
    numInputImages: fact.numInputImages,
    rootTurnId: null,
  });
}
