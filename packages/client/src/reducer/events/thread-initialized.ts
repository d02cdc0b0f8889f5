import { Type } from 'typebox';

import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';

/** What {@link threadInitialized} is made from: the answer that started the thread, or a sub-agent's own fact. */
export interface ThreadInitializedInput {
  readonly threadId: string;
  readonly sessionId: string;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly model: string;
  readonly ephemeral: boolean;
  readonly mode: 'new' | 'forked' | 'resumed';
  readonly lineage: ThreadLineage;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly isWorktree: boolean | null;
  readonly forkedFromThreadId: string | null;
}

/** A thread exists from now on in this server: started, resumed, forked, or begun as a sub-agent. */
export const threadInitialized = defineEvent({
  type: 'codex_thread_initialized',
  summary:
    'A thread was started, resumed or forked (on the answer to that request), or a sub-agent thread began. A second resume of a loaded thread gives another one.',
  params: Type.Object({
    thread_id: field.string({
      description: 'The thread.',
      source: 'answer: thread.id; sub-agent: receiver of the spawn item',
      column: 'thread_id',
    }),
    session_id: field.string({
      description: 'Shared by a tree of threads; the thread id of its root. A fork starts a new one.',
      source: 'answer: thread.sessionId; sub-agent: that of its parent',
      column: 'session_id',
    }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    model: field.string({
      description: 'Model of the thread when it began.',
      source: 'answer: model; sub-agent: model of the completed spawn item',
      column: 'model',
    }),
    ephemeral: field.boolean({
      description: 'True when nothing of the thread is written to disk.',
      source: 'answer: thread.ephemeral',
    }),
    thread_source: threadLineage.thread_source,
    initialization_mode: field.string({
      description: '`new`, `forked` or `resumed`.',
      source: 'method of the request; sub-agents are `new`',
    }),
    subagent_source: threadLineage.subagent_source,
    parent_thread_id: threadLineage.parent_thread_id,
    created_at: field.int({
      description:
        'Creation of the thread in Unix seconds; on resume the original one. 0 when the source says something negative.',
      source: 'answer: thread.createdAt; sub-agent: the time inside the thread id',
    }),
    is_worktree: field.booleanOrNull({
      description: 'Whether the working folder is a git worktree; null for sub-agents and outside a repository.',
      source: 'false: no message tells a worktree',
      since: '0.169.0',
    }),
    forked_from_thread_id: field.stringOrNull({
      description: 'The thread that this one was forked from; null when it is no fork.',
      source: 'answer: thread.forkedFromId',
      since: '0.169.0',
    }),
  }),
  occurredAtMs: () => null,
  build: (input: ThreadInitializedInput) => ({
    thread_id: input.threadId,
    session_id: input.sessionId,
    app_server_client: input.client,
    runtime: input.runtime,
    model: input.model,
    ephemeral: input.ephemeral,
    thread_source: input.lineage.threadSource,
    initialization_mode: input.mode,
    subagent_source: input.lineage.subagentSource,
    parent_thread_id: input.lineage.parentThreadId,
    created_at: input.createdAt,
    is_worktree: input.isWorktree,
    forked_from_thread_id: input.forkedFromThreadId,
  }),
});
