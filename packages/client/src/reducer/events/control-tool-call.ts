import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { completedOrFailed, interrupted, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link controlToolCall} is made from. */
export interface ControlToolCallInput {
  readonly tool: ToolItemInput;
  readonly toolName: string;
  readonly success: boolean;
  readonly isInterrupted?: boolean;
}

/** A built-in tool that is no thread item of its own ran. */
export const controlToolCall = defineEvent({
  type: 'codex_control_tool_call_event',
  since: '0.169.0',
  summary: 'A built-in control tool ran: `view_image`, `request_user_input`, goals. From traffic the first two alone.',
  params: toolItemParams({
    success: field.boolean({ description: 'Whether it worked.', source: 'traffic: true' }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: ({ tool, toolName, success, isInterrupted = false }: ControlToolCallInput) => {
    const outcome = isInterrupted ? interrupted : completedOrFailed(!success);
    const durationMs = Math.max(0, tool.completedAtMs - tool.startedAtMs);
    return extended(toolItemBase(tool, toolName, durationMs, outcome), { success });
  },
});
