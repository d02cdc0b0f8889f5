import type { CompactionFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { compaction } from '../events/compaction.js';
import { threadContext } from '../lookup.js';

/** A compaction ended. */
export function onCompaction(ctx: Context, fact: CompactionFact): void {
  const context = threadContext(ctx, fact.threadId, 'compaction');
  if (context === null) return;
  const { connection, metadata } = context;
  const params = compaction.build({
    fact,
    sessionId: metadata.sessionId,
    client: connection.client,
    runtime: connection.runtime,
    lineage: metadata.lineage,
  });
  emit(ctx, compaction, params, {
    connection,
    threadId: fact.threadId,
    turnId: fact.turnId,
    model: null,
    enrichable: true,
  });
}
