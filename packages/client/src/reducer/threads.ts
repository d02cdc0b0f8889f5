import type { InitializationMode } from '../facts/index.js';
import type { Context } from './context.js';
import { emit } from './emit.js';
import type { ThreadLineage } from './events/shared-blocks.js';
import { threadInitialized } from './events/thread-initialized.js';
import { asSeenBy, threadOf } from './lookup.js';

/** A thread that was started, resumed or forked, by whatever source. */
export interface OpenedThread {
  readonly connectionId: number;
  readonly threadId: string;
  readonly sessionId: string;
  readonly mode: InitializationMode;
  readonly model: string;
  readonly ephemeral: boolean;
  readonly lineage: ThreadLineage;
  readonly forkedFromThreadId: string | null;
  readonly createdAt: number;
  readonly isWorktree: boolean | null;
}

/** Replaces what was known of the thread and reports it. On an unknown connection nothing happens. */
export function openThread(ctx: Context, opened: OpenedThread): void {
  const known = ctx.state.connections.get(opened.connectionId);
  if (known === undefined) {
    ctx.anomaly('thread answer ignored: connection without initialize');
    return;
  }
  const thread = threadOf(ctx, opened.threadId);
  const connection = asSeenBy(thread, known);
  thread.connectionId = opened.connectionId;
  thread.metadata = { sessionId: opened.sessionId, initializationMode: opened.mode, lineage: opened.lineage };
  thread.model = opened.model;
  const params = threadInitialized.build({
    threadId: opened.threadId,
    sessionId: opened.sessionId,
    client: connection.client,
    runtime: connection.runtime,
    model: opened.model,
    ephemeral: opened.ephemeral,
    mode: opened.mode,
    lineage: opened.lineage,
    createdAt: Math.max(0, opened.createdAt),
    isWorktree: opened.isWorktree,
    forkedFromThreadId: opened.forkedFromThreadId,
  });
  emit(ctx, threadInitialized, params, { connection, threadId: opened.threadId, turnId: null, model: opened.model });
}
