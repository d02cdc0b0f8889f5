import type { McpElicitationFact } from '../../facts/index.js';
import type { Context } from '../context.js';

/** An MCP server asked and was not given: noted on the open calls of its tools. */
export function onMcpElicitation(ctx: Context, fact: McpElicitationFact): void {
  const items = ctx.state.threads.get(fact.threadId)?.items;
  if (items === undefined) return;
  for (const item of items.values()) {
    if (item.mcpServer === null || item.mcpServer !== fact.serverName) continue;
    if (fact.turnId === null || fact.turnId === item.turnId) item.elicitationType = fact.elicitationType;
  }
}
