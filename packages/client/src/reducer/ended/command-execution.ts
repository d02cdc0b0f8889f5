import { behaviourOf } from '../../protocol/index.js';
import type { CommandExecutionItem } from '../../protocol/messages/item.js';
import type { Context } from '../context.js';
import { commandExecution } from '../events/command-execution.js';
import type { EndedTool } from '../tools.js';
import { endTool, toolEventTypeOf } from '../tools.js';
import { emitTool, type EndedItem } from './ended-item.js';

export function endCommandExecution(ctx: Context, end: EndedItem, item: CommandExecutionItem): void {
  const byUser = item.source === 'userShell';
  const ended = endTool(
    ctx,
    {
      threadId: end.threadId,
      turnId: end.turnId,
      itemId: item.id,
      completedAtMs: end.completedAtMs,
      toolEventType: byUser ? null : toolEventTypeOf(item.id),
      ...(byUser ? { rootTurnId: null } : {}),
    },
    'shellCommand',
  );
  if (ended === null || item.status === 'inProgress') return;
  const config = ended.turn?.config ?? null;
  // A command that went on in the background after its call had been answered is no call any more.
  const inBackground = ended.turn === null || ended.open?.outlivedCall === true;
  const params = commandExecution.build({
    ...ended.input,
    ...(inBackground ? { toolEventType: null } : {}),
    item,
    sandboxBackend: sandboxBackend(item, ended, byUser),
    model: byUser ? null : (config?.model ?? ended.thread.model),
    reasoningEffort: byUser ? null : reasoningEffort(ended),
  });
  emitTool(ctx, commandExecution, params, ended);
}

/** What confines a command on each platform. */
const backends: Readonly<Record<string, string>> = { linux: 'seccomp', macos: 'seatbelt', windows: 'windows_sandbox' };

function sandboxBackend(item: CommandExecutionItem, { turn, input, connection }: EndedTool, byUser: boolean): string | null {
  if (item.status === 'declined') return null;
  const approved = input.reviews !== null && /approved/.test(input.reviews.finalApprovalOutcome);
  const policy = turn?.config?.sandboxPolicy;
  if (byUser || approved || policy === 'full_access' || policy === 'external_sandbox') return 'none';
  return backends[connection.runtime.runtime_os ?? ''] ?? null;
}

/** The effort of the turn; what the model uses by default when none was set is told for threads of users alone. */
function reasoningEffort({ turn, metadata, connection }: EndedTool): string | null {
  const effort = turn?.config?.reasoningEffort ?? null;
  if (effort !== null || metadata.lineage.subagentSource !== null) return effort;
  return behaviourOf(connection.wireVersion).defaultReasoningEffort;
}
