import type { CollabAgentToolCallItem } from '../../protocol/messages/item.js';
import { existsIn } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { collabAgentToolCall } from '../events/collab-agent-tool-call.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

const toolNames: Readonly<Record<string, string>> = {
  spawnAgent: 'spawn_agent',
  sendInput: 'send_input',
  resumeAgent: 'resume_agent',
  wait: 'wait_agent',
  closeAgent: 'close_agent',
};

const failedStates: ReadonlySet<string> = new Set(['errored', 'shutdown', 'notFound']);

/** A call of an agent has ended: counted, and told as the server would. */
export function endCollabAgentToolCall(ctx: Context, end: EndedItem, item: CollabAgentToolCallItem): void {
  const ended = endItem(ctx, end, item, 'subagentToolCall');
  if (ended === null) return;
  const { input, connection } = ended;
  const timed = existsIn(connection.wireVersion, '0.169.0');
  const params = collabAgentToolCall.build({
    tool: input,
    toolName: toolNames[item.tool] ?? snakeCase(item.tool),
    failed: item.status === 'failed',
    executionDurationMs: timed ? Math.max(0, input.completedAtMs - input.startedAtMs) : null,
    senderThreadId: item.senderThreadId,
    receiverThreadIds: item.receiverThreadIds,
    requestedModel: item.model ?? null,
    requestedReasoningEffort: item.reasoningEffort ?? null,
    agentStates: countStates(item.agentsStates ?? {}),
  });
  emitTool(ctx, collabAgentToolCall, params, ended);
}

function countStates(states: NonNullable<CollabAgentToolCallItem['agentsStates']>) {
  const counts = { total: 0, completed: 0, failed: 0 };
  for (const state of Object.values(states)) {
    counts.total++;
    if (state?.status === 'completed') counts.completed++;
    else if (state != null && failedStates.has(state.status)) counts.failed++;
  }
  return counts;
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
