import type { Context } from '../context.js';
import { emit } from '../emit.js';
import { endTool, type CountedTool, type EndedTool, type ToolEnd } from '../tools.js';
import type { EventType } from '../events/index.js';

/** Where an item of the protocol ended. */
export interface EndedItem {
  readonly threadId: string;
  readonly turnId: string;
  readonly completedAtMs: number;
}

/** The end of an item whose event needs nothing but the shared part: counted, and what the event needs. */
export function endItem(
  ctx: Context,
  { threadId, turnId, completedAtMs }: EndedItem,
  item: { readonly id: string; readonly status?: string },
  counted: CountedTool,
  askedBy: ToolEnd['askedBy'] = 'call',
): EndedTool | null {
  const ended = endTool(ctx, { threadId, turnId, itemId: item.id, completedAtMs, askedBy }, counted);
  // A terminal notification of an item that still runs is none.
  return item.status === 'inProgress' ? null : ended;
}

/** Puts out the event of a tool item. */
export function emitTool(
  ctx: Context,
  definition: { readonly type: EventType; readonly occurredAtMs: (params: never) => number | null },
  params: object,
  { connection, input, turn }: EndedTool,
): void {
  emit(ctx, definition, params, {
    connection,
    threadId: input.threadId,
    turnId: input.turnId,
    model: turn?.config?.model ?? null,
    enrichable: true,
  });
}
