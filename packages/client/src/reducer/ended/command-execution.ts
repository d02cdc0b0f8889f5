import { behaviourOf } from '../../protocol/index.js';
import type { TurnConfig } from '../../facts/index.js';
import type { CommandExecutionItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { commandExecution } from '../events/command-execution.js';
import type { EndedTool } from '../tools.js';
import { isTrusted, trustCommand } from '../trusted-commands.js';
import { emitTool, endItem, type EndedItem } from './ended-item.js';

/** A command has ended: one that the model called, or that the user typed, which no configuration of a turn is about. */
export function endCommandExecution(ctx: Context, end: EndedItem, item: CommandExecutionItem): void {
  const byUser = item.source === 'userShell';
  const ended = endItem(ctx, end, item, 'shellCommand', byUser ? 'user' : 'call');
  if (ended === null) return;
  const config = ended.turn?.config ?? ended.open?.begun?.config ?? null;
  const params = commandExecution.build({
    tool: ended.input,
    item,
    sandboxBackend: sandboxBackend(ctx, item, ended, config, byUser),
    model: byUser ? null : (config?.model ?? ended.thread.model),
    reasoningEffort: byUser ? null : reasoningEffort(ended, config),
  });
  emitTool(ctx, commandExecution, params, ended);
}

/** What confines a command on each platform. */
const backends: Readonly<Record<string, string>> = { linux: 'seccomp', macos: 'seatbelt', windows: 'windows_sandbox' };

function sandboxBackend(
  ctx: Context,
  item: CommandExecutionItem,
  { open, input, connection }: EndedTool,
  config: TurnConfig | null,
  byUser: boolean,
): string | null {
  // Refused, given up while it was reviewed, or not even begun: it never ran.
  if (item.status === 'declined' || input.reviews?.finalApprovalOutcome === 'guardian_aborted') return null;
  if (item.status === 'failed' && !hasBegun(item)) return null;
  const policy = config?.sandboxPolicy;
  if (byUser || policy === 'full_access' || policy === 'external_sandbox') return 'none';
  if (open?.unsandboxed === true) {
    const forSession = input.reviews?.finalApprovalOutcome === 'user_approved_for_session';
    if (forSession && item.command != null) trustCommand(ctx, input.threadId, item.command);
    return 'none';
  }
  if (input.reviews === null && (open?.hookAllowed === true || isTrusted(ctx, input.threadId, item))) return 'none';
  return backends[connection.runtime.runtime_os ?? ''] ?? null;
}

/** A program that could not be started, or was given up before it was, has no exit code of its own and took no time. */
function hasBegun({ processId, exitCode, durationMs }: CommandExecutionItem): boolean {
  return processId != null || (exitCode != null && (exitCode !== -1 || (durationMs ?? 0) > 0));
}

/** The effort of the turn, else what its model uses by default. */
function reasoningEffort({ metadata, connection }: EndedTool, config: TurnConfig | null): string | null {
  if (config?.reasoningEffort != null) return config.reasoningEffort;
  if (config?.defaultReasoningEffort !== undefined) return config.defaultReasoningEffort;
  return metadata.lineage.subagentSource === null ? behaviourOf(connection.wireVersion).defaultReasoningEffort : null;
}
