import type { AgentToolCallFact } from '../../facts/index.js';
import type { Context } from '../context.js';
import { emitTool } from '../ended/ended-item.js';
import { collabAgentToolCall } from '../events/collab-agent-tool-call.js';
import { endTool, toolEndOf } from '../tools.js';

/** An agent was called by a tool that is no collab item of the protocol. */
export function onAgentToolCall(ctx: Context, fact: AgentToolCallFact): void {
  const ended = endTool(ctx, toolEndOf(fact), 'subagentToolCall');
  if (ended === null) return;
  const params = collabAgentToolCall.build({
    tool: ended.input,
    toolName: fact.toolName,
    failed: fact.failed,
    executionDurationMs: Math.max(0, fact.completedAtMs - fact.startedAtMs),
    senderThreadId: fact.threadId,
    receiverThreadIds: fact.receiverThreadIds,
    requestedModel: fact.requestedModel,
    requestedReasoningEffort: fact.requestedReasoningEffort,
    agentStates: fact.agentStates,
  });
  emitTool(ctx, collabAgentToolCall, params, ended);
}
