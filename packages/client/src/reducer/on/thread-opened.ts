import type { ThreadOpenedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { openThread } from '../threads.js';

/** A thread is there, told by a source without requests and answers. */
export function onThreadOpened(ctx: Context, fact: ThreadOpenedFact): void {
  openThread(ctx, {
    connectionId: fact.connectionId,
    threadId: fact.threadId,
    sessionId: fact.sessionId,
    mode: fact.mode,
    model: fact.model,
    ephemeral: fact.ephemeral,
    lineage: {
      threadSource: fact.threadSource,
      subagentSource: fact.subagentSource,
      parentThreadId: fact.parentThreadId,
    },
    forkedFromThreadId: fact.forkedFromThreadId,
    createdAt: fact.createdAt,
    isWorktree: fact.isWorktree === undefined ? false : fact.isWorktree,
  });
}
