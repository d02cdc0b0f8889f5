import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { completedOrFailed, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link collabAgentToolCall} is made from. */
export interface CollabAgentToolCallInput {
  readonly tool: ToolItemInput;
  readonly toolName: string;
  readonly failed: boolean;
  readonly executionDurationMs: number | null;
  readonly senderThreadId: string;
  readonly receiverThreadIds: readonly string[];
  readonly requestedModel: string | null;
  readonly requestedReasoningEffort: string | null;
  readonly agentStates: { readonly total: number; readonly completed: number; readonly failed: number };
}

/** A call that starts, asks, waits for or ends another agent. */
export const collabAgentToolCall = defineEvent({
  type: 'codex_collab_agent_tool_call_event',
  summary: 'A call that starts, addresses, waits for or closes a sub-agent ended.',
  params: toolItemParams({
    sender_thread_id: field.string({ description: 'Thread that called.', source: 'item.senderThreadId' }),
    receiver_thread_count: field.int({ description: 'Threads that were addressed.', source: 'item.receiverThreadIds' }),
    receiver_thread_ids: field.stringsOrNull({
      description: 'Threads that were addressed.',
      source: 'item.receiverThreadIds',
    }),
    requested_model: field.stringOrNull({ description: 'Model asked for; null for none.', source: 'item.model' }),
    requested_reasoning_effort: field.stringOrNull({
      description: 'Effort asked for; null for none.',
      source: 'item.reasoningEffort',
    }),
    agent_state_count: field.intOrNull({ description: 'Agents whose state is told.', source: 'item.agentsStates' }),
    completed_agent_count: field.intOrNull({ description: 'Of these, completed ones.', source: 'same' }),
    failed_agent_count: field.intOrNull({
      description: 'Of these, failed, shut down or unknown ones.',
      source: 'states errored, shutdown, notFound',
    }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: (input: CollabAgentToolCallInput) =>
    extended(toolItemBase(input.tool, input.toolName, input.executionDurationMs, completedOrFailed(input.failed)), {
      sender_thread_id: input.senderThreadId,
      receiver_thread_count: input.receiverThreadIds.length,
      receiver_thread_ids: [...input.receiverThreadIds],
      requested_model: input.requestedModel,
      requested_reasoning_effort: input.requestedReasoningEffort,
      agent_state_count: input.agentStates.total,
      completed_agent_count: input.agentStates.completed,
      failed_agent_count: input.agentStates.failed,
    }),
});
