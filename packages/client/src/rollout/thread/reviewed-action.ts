import type { ReviewedAction } from '../../facts/index.js';
import type { GuardianAction } from '../../protocol/messages/guardian.js';
import { arrayOf, numberOf, objectOf, stringOf } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import { commandTextOf } from './call-arguments.js';
import type { ThreadContext } from './thread-context.js';
import type { CallState, TurnState } from './thread-state.js';

/** The action under review, without what it says; null for a tool that is not known. */
export function reviewedActionOf(action: JsonObject): ReviewedAction | null {
  const tool = stringOf(action.tool);
  const permissions = {
    sandbox_permissions: stringOf(action.sandbox_permissions) ?? 'use_default',
    additional_permissions: additionalOf(action.additional_permissions),
  };
  switch (tool) {
    case 'exec_command':
      return { type: 'unified_exec', ...permissions, tty: action.tty === true };
    case 'shell':
    case 'shell_command':
      return { type: 'shell', ...permissions };
    case 'execve':
      return {
        type: 'execve',
        source: stringOf(action.source) ?? 'unified_exec',
        program: stringOf(action.program),
        additional_permissions: permissions.additional_permissions,
      };
    case 'write_stdin':
      return { type: 'write_stdin', tty: action.tty === true };
    case 'apply_patch':
      return { type: 'apply_patch' };
    case 'request_permissions':
      return { type: 'request_permissions' };
    case 'network_access':
      return { type: 'network_access', protocol: stringOf(action.protocol) ?? '', port: numberOf(action.port) ?? 0 };
    case 'mcp_tool_call':
      return {
        type: 'mcp_tool_call',
        server: stringOf(action.server) ?? '',
        tool_name: stringOf(action.tool_name) ?? '',
        connector_id: stringOf(action.connector_id),
        connector_name: stringOf(action.connector_name),
        tool_title: stringOf(action.tool_title),
      };
    default:
      return null;
  }
}

/** Permissions beyond the sandbox, in the form of the event: both keys are there, since 0.169 without the paths. */
function additionalOf(value: unknown): unknown {
  const permissions = objectOf(value);
  if (permissions === null) return null;
  return {
    network: permissions.network ?? null,
    ...('file_system' in permissions ? { file_system: permissions.file_system } : {}),
  };
}

/** The action as the protocol's notification has it, as far as the review event needs it. */
export function wireAction(action: JsonObject): GuardianAction {
  const permissions = objectOf(action.permissions);
  switch (stringOf(action.tool)) {
    case 'apply_patch':
      return { type: 'applyPatch' };
    case 'network_access':
      return { type: 'networkAccess', protocol: stringOf(action.protocol), port: numberOf(action.port) };
    case 'mcp_tool_call':
      return { type: 'mcpToolCall', server: stringOf(action.server), toolName: stringOf(action.tool_name) };
    case 'execve':
      return { type: 'execve', source: stringOf(action.source), program: stringOf(action.program) };
    case 'request_permissions':
      return {
        type: 'requestPermissions',
        permissions: {
          network:
            objectOf(permissions?.network) === null
              ? null
              : { enabled: objectOf(permissions?.network)?.enabled === true },
          fileSystem: permissions?.file_system ?? null,
        },
      };
    default:
      return { type: 'command' };
  }
}

/** The call that waits for the review: of those that are open, the one that asks for the same. */
export function reviewTarget(reviewed: ThreadContext, turn: TurnState, action: JsonObject): CallState | null {
  const tool = stringOf(action.tool);
  if (tool === 'network_access') return null;
  const calls = turn.callIds.flatMap((id) => reviewed.state.calls[id] ?? []);
  // an interrupted review ends after its call
  const open = calls.some((call) => call.outputAtMs === null)
    ? calls.filter((call) => call.outputAtMs === null)
    : calls;
  const command = arrayOf(action.command);
  const text = command[command.length - 1];
  const same = open.find((call) => {
    if (tool === 'exec_command' || tool === 'shell' || tool === 'shell_command') return commandTextOf(call) === text;
    if (tool === 'apply_patch')
      return call.name === 'apply_patch' && call.input.trim() === stringOf(action.patch)?.trim();
    return call.name === (tool === 'mcp_tool_call' ? action.tool_name : tool);
  });
  return same ?? open.find((call) => call.name === tool) ?? open[open.length - 1] ?? null;
}
