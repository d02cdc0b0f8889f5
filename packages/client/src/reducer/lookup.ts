import { reducerLimits } from '../limits.js';
import type { Context } from './context.js';
import type { Connection, Thread, ThreadMetadata } from './state.js';

/** What every event of a thread needs to know of it. */
export interface ThreadContext {
  readonly connection: Connection;
  readonly metadata: ThreadMetadata;
  readonly thread: Thread;
}

/**
 * The ladder of lookups for an event of a thread: its connection, what that said of itself, and the thread's metadata. The
 * first that is missing drops the event and is counted under the family's name.
 */
export function threadContext(ctx: Context, threadId: string, family: string): ThreadContext | null {
  const thread = ctx.state.threads.get(threadId);
  if (thread === undefined || thread.connectionId === null) return missing(ctx, family, 'thread connection');
  const connection = ctx.state.connections.get(thread.connectionId);
  if (connection === undefined) return missing(ctx, family, 'connection');
  if (thread.metadata === null) return missing(ctx, family, 'thread metadata');
  return { connection: asSeenBy(thread, connection), metadata: thread.metadata, thread };
}

function missing(ctx: Context, family: string, what: string): null {
  ctx.anomaly(`${family} dropped: missing ${what}`);
  return null;
}

/** The thread's state, made when it is not known yet. */
export function threadOf(ctx: Context, threadId: string): Thread {
  const { threads } = ctx.state;
  const known = threads.get(threadId);
  if (known !== undefined) return known;
  const thread: Thread = {
    connectionId: null,
    metadata: null,
    project: null,
    repoHash: null,
    originator: null,
    model: null,
    items: new Map(),
  };
  threads.set(threadId, thread);
  evictOldest(ctx, threads, reducerLimits.threadsMax, 'a thread was forgotten: too many are open');
  return thread;
}

/** A connection in the events of a thread: the product is the client that the thread was made for. */
export function asSeenBy(thread: Thread | undefined, connection: Connection): Connection {
  const originator = thread?.originator ?? null;
  if (originator === null || originator === connection.client.product_client_id) return connection;
  return { ...connection, client: { ...connection.client, product_client_id: originator } };
}

/** Connection of a thread, for events that need none. */
export function connectionOf(ctx: Context, threadId: string | null): Connection | null {
  const thread = threadId === null ? undefined : ctx.state.threads.get(threadId);
  const connection = thread?.connectionId == null ? undefined : ctx.state.connections.get(thread.connectionId);
  return connection === undefined ? null : asSeenBy(thread, connection);
}

/** Forgets the entry that was made first when a map has grown over its bound. */
export function evictOldest<K>(ctx: Context, map: Map<K, unknown>, max: number, reason: string): void {
  if (map.size <= max) return;
  for (const key of map.keys()) {
    map.delete(key);
    ctx.anomaly(reason);
    return;
  }
}
