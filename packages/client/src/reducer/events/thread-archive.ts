import { Type } from 'typebox';

import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime } from './shared-blocks.js';

/** What {@link threadArchive} is made from. */
export interface ThreadArchiveInput {
  readonly threadId: string;
  readonly action: 'archived' | 'unarchived';
  readonly occurredAtMs: number;
  readonly client: AppServerClient | null;
  readonly runtime: Runtime | null;
  readonly threadSource: string | null;
  readonly parentThreadId: string | null;
}

/** A thread was put away or taken back. */
export const threadArchive = defineEvent({
  type: 'codex_thread_archive_event',
  since: '0.169.0',
  summary: 'A thread/archive or thread/unarchive succeeded.',
  omittedWhenNull: ['app_server_client', 'runtime', 'thread_source', 'parent_thread_id'],
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'request: threadId', column: 'thread_id' }),
    action: field.string({ description: '`archived` or `unarchived`.', source: 'method' }),
    occurred_at_ms: field.int({ description: 'When, Unix milliseconds.', source: 'time of the answer' }),
    app_server_client: Type.Optional(appServerClient()),
    runtime: Type.Optional(runtime()),
    thread_source: Type.Optional(threadLineage.thread_source),
    parent_thread_id: Type.Optional(threadLineage.parent_thread_id),
  }),
  occurredAtMs: (params) => params.occurred_at_ms,
  build: (input: ThreadArchiveInput) => ({
    thread_id: input.threadId,
    action: input.action,
    occurred_at_ms: input.occurredAtMs,
    ...(input.client === null ? {} : { app_server_client: input.client }),
    ...(input.runtime === null ? {} : { runtime: input.runtime }),
    thread_source: input.threadSource,
    parent_thread_id: input.parentThreadId,
  }),
});
