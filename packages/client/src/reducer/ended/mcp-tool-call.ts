import type { McpToolCallItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { mcpToolCall } from '../events/mcp-tool-call.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

/** A call of a tool of an MCP server has ended. */
export function endMcpToolCall(ctx: Context, end: EndedItem, item: McpToolCallItem): void {
  const ended = endItem(ctx, end, item, 'mcpToolCall');
  if (ended === null) return;
  const elicitationType = ended.open?.elicitationType ?? null;
  emitTool(ctx, mcpToolCall, mcpToolCall.build({ tool: ended.input, item, elicitationType }), ended);
}
