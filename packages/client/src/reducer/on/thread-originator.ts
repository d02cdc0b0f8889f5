import type { ThreadOriginatorFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { threadOf } from '../lookup.js';

/** The client that a thread was made for; its events name it as their product. */
export function onThreadOriginator(ctx: Context, fact: ThreadOriginatorFact): void {
  threadOf(ctx, fact.threadId).originator = fact.originator;
}
