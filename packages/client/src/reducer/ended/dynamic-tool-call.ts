import type { DynamicToolCallItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { dynamicToolCall } from '../events/dynamic-tool-call.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

/** A call of a tool that the client runs has ended. */
export function endDynamicToolCall(ctx: Context, end: EndedItem, item: DynamicToolCallItem): void {
  const ended = endItem(ctx, end, item, 'dynamicToolCall');
  if (ended !== null) emitTool(ctx, dynamicToolCall, dynamicToolCall.build({ tool: ended.input, item }), ended);
}
