import type { EnrichmentFlushedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { release } from '../emit.js';

/** No enrichment will come: what waits for it goes out as it is. */
export function onEnrichmentFlushed(ctx: Context, { threadId, turnId }: EnrichmentFlushedFact): void {
  for (const [key, turn] of ctx.state.held) {
    if (threadId !== undefined && turn.threadId !== threadId) continue;
    if (turnId !== undefined && turn.turnId !== turnId) continue;
    ctx.state.held.delete(key);
    for (const event of turn.events) release(ctx, event);
  }
}
