import type { HookRunFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { hookRun } from '../events/hook-run.js';
import { connectionOf } from '../lookup.js';
import { openItem } from '../tools.js';

/** A hook ran. It needs no state and is never dropped. */
export function onHookRun(ctx: Context, fact: HookRunFact): void {
  const { threadId, turnId, itemId } = fact;
  const asked = fact.hookName === 'PermissionRequest' && fact.status === 'completed';
  if (asked && threadId !== null && turnId !== null && itemId !== undefined && ctx.state.threads.has(threadId)) {
    openItem(ctx, threadId, turnId, itemId).hookAllowed = true;
  }
  const connection = connectionOf(ctx, fact.threadId);
  const params = hookRun.build({ fact, productClientId: connection?.client.product_client_id ?? null });
  emit(ctx, hookRun, params, { connection, threadId: fact.threadId, turnId: fact.turnId, model: fact.model });
}
