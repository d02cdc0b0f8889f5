import type { ProjectResolvedFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { threadOf } from '../lookup.js';

/** The project of a thread is known; its later events name it. It may come before the thread does. */
export function onProjectResolved(ctx: Context, fact: ProjectResolvedFact): void {
  const thread = threadOf(ctx, fact.threadId);
  if (fact.project !== undefined) thread.project = fact.project;
  if (fact.repoHash !== undefined) thread.repoHash = fact.repoHash;
}
