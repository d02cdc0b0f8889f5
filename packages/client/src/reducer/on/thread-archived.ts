import type { ThreadArchivedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { threadArchive } from '../events/thread-archive.js';
import { asSeenBy } from '../lookup.js';

/** A thread was put away or taken back; it need not be open. */
export function onThreadArchived(ctx: Context, fact: ThreadArchivedFact): void {
  const thread = ctx.state.threads.get(fact.threadId);
  const known = ctx.state.connections.get(fact.connectionId);
  const connection = known === undefined ? null : asSeenBy(thread, known);
  const lineage = thread?.metadata?.lineage;
  const params = threadArchive.build({
    threadId: fact.threadId,
    action: fact.action,
    occurredAtMs: fact.atMs,
    client: connection?.client ?? null,
    runtime: connection?.runtime ?? null,
    threadSource: lineage?.threadSource ?? null,
    parentThreadId: lineage?.parentThreadId ?? null,
  });
  emit(ctx, threadArchive, params, { connection, threadId: fact.threadId, turnId: null, model: null });
}
