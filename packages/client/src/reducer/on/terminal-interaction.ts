import type { TerminalInteractionParams } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { itemKey } from '../state.js';

/** A call gave input to a command that runs in the background: as long as that call is open, the command is its. */
export function onTerminalInteraction(ctx: Context, { threadId, turnId, itemId }: TerminalInteractionParams): void {
  const item = ctx.state.threads.get(threadId)?.items.get(itemKey(turnId, itemId));
  if (item !== undefined) item.answeredAtMs = null;
}
