/** Events that stand for one call of a tool by the agent, with the name that people know the kind by. */
export const toolEvents = {
  codex_command_execution_event: 'command',
  codex_file_change_event: 'file change',
  codex_mcp_tool_call_event: 'MCP tool',
  codex_dynamic_tool_call_event: 'dynamic tool',
  codex_collab_agent_tool_call_event: 'sub-agent',
  codex_web_search_event: 'web search',
  codex_image_generation_event: 'image generation',
  codex_control_tool_call_event: 'control tool',
} as const;

const list = Object.keys(toolEvents)
  .map((type) => `'${type}'`)
  .join(', ');

/** SQL: whether a row is one call of a tool. */
export const isToolCall = `event_type IN (${list})`;

/** SQL: the kind of tool of such a row. */
export const toolKind = `transform(event_type, [${list}], [${Object.values(toolEvents)
  .map((kind) => `'${kind}'`)
  .join(', ')}], event_type)`;
