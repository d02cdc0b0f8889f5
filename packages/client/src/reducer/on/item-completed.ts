import type { ItemCompletedParams } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { endCollabAgentToolCall } from '../ended/collab-agent-tool-call.js';
import { endCommandExecution } from '../ended/command-execution.js';
import { endDynamicToolCall } from '../ended/dynamic-tool-call.js';
import { endFileChange } from '../ended/file-change.js';
import { endImageGeneration } from '../ended/image-generation.js';
import { endMcpToolCall } from '../ended/mcp-tool-call.js';
import { endWebSearch } from '../ended/web-search.js';

/** A tool item ended: counted on its turn and reported. Other items are none of ours. */
export function onItemCompleted(ctx: Context, params: ItemCompletedParams): void {
  const { item } = params;
  switch (item.type) {
    case 'commandExecution':
      return endCommandExecution(ctx, params, item);
    case 'fileChange':
      return endFileChange(ctx, params, item);
    case 'mcpToolCall':
      return endMcpToolCall(ctx, params, item);
    case 'dynamicToolCall':
      return endDynamicToolCall(ctx, params, item);
    case 'collabAgentToolCall':
      return endCollabAgentToolCall(ctx, params, item);
    case 'webSearch':
      return endWebSearch(ctx, params, item);
    case 'imageGeneration':
      return endImageGeneration(ctx, params, item);
  }
}
