import type { Context } from '../context.js';

/** A thread was unloaded: what is known of it comes again with its next resume. */
export function onThreadClosed(ctx: Context, { threadId }: { readonly threadId: string }): void {
  const thread = ctx.state.threads.get(threadId);
  if (thread === undefined) return;
  for (const { startedAtMs } of thread.items.values()) if (startedAtMs !== null) return;
  for (const turn of ctx.state.turns.values()) if (turn.threadId === threadId) return;
  ctx.state.threads.delete(threadId);
}
