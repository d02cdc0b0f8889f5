import type { ControlToolCallFact } from '../../facts/index.js';
import { behaviourOf } from '../../protocol/index.js';
import type { Context } from '../context.js';
import { emitTool } from '../ended/ended-item.js';
import { controlToolCall } from '../events/control-tool-call.js';
import { endTool, toolEndOf, wireVersionOfThread } from '../tools.js';

/** A control tool ran: counted in the total of its turn and reported, by versions that do. */
export function onControlToolCall(ctx: Context, fact: ControlToolCallFact): void {
  const version = wireVersionOfThread(ctx, fact.threadId);
  if (version === null || !behaviourOf(version).controlToolsReported) return;
  const ended = endTool(ctx, toolEndOf(fact), 'controlTool');
  if (ended === null) return;
  const { toolName, success, interrupted: isInterrupted } = fact;
  const called = { tool: ended.input, toolName, success };
  const params = controlToolCall.build(isInterrupted === true ? { ...called, isInterrupted } : called);
  emitTool(ctx, controlToolCall, params, ended);
}
