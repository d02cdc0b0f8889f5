import type { McpToolCallItem } from '../../protocol/messages/item.js';
import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { completedOrFailed, nativeDurationMs, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link mcpToolCall} is made from. */
export interface McpToolCallInput {
  readonly tool: ToolItemInput;
  readonly item: McpToolCallItem;
  readonly elicitationType: string | null;
}

/** A call of an MCP tool came to its end. */
export const mcpToolCall = defineEvent({
  type: 'codex_mcp_tool_call_event',
  summary: 'A call of a tool of an MCP server ended. None for a call whose arguments could not be parsed.',
  params: toolItemParams({
    mcp_server_name: field.string({
      description: 'The server.',
      source: 'item.server',
      column: 'mcp_server_name',
      carries: 'name',
    }),
    mcp_tool_name: field.string({ description: 'The tool.', source: 'item.tool', carries: 'name' }),
    mcp_error_present: field.boolean({
      description: 'Whether the call itself failed; false for a result that the tool flagged as an error.',
      source: 'item.error',
    }),
    plugin_id: field.stringOrNull({
      description: 'Plugin that brought the server, `name@marketplace`; null elsewhere.',
      source: 'item.pluginId',
      since: '0.169.0',
      carries: 'name',
    }),
    connector_id: field.stringOrNull({
      description: 'Connector of the app that the tool belongs to; null elsewhere.',
      source: 'item.appContext.connectorId',
      since: '0.169.0',
      carries: 'name',
    }),
    voice_session_id: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
    elicitation_type: field.stringOrNull({
      description: '`approval` when the user was asked for the call and did not accept; null else.',
      source: 'mcpServer/elicitation/request while the item was open, and its answer',
      since: '0.169.0',
    }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: ({ tool, item, elicitationType }: McpToolCallInput) =>
    extended(
      toolItemBase(tool, item.tool, nativeDurationMs(item.durationMs), completedOrFailed(item.status === 'failed')),
      {
        mcp_server_name: item.server,
        mcp_tool_name: item.tool,
        mcp_error_present: item.error !== null && item.error !== undefined,
        plugin_id: item.pluginId ?? null,
        connector_id: item.appContext?.connectorId ?? null,
        voice_session_id: null,
        elicitation_type: elicitationType,
      },
    ),
});
