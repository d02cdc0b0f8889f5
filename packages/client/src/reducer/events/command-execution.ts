import type { CommandExecutionItem } from '../../protocol/messages/item.js';
import { defineEvent, field } from '../define-event.js';
import { extended } from '../extended.js';
import { nativeDurationMs, outcomeOfStatus, toolItemBase, toolItemParams, type ToolItemInput } from './tool-item.js';

/** What {@link commandExecution} is made from. */
export interface CommandExecutionInput {
  readonly tool: ToolItemInput;
  readonly item: CommandExecutionItem;
  readonly sandboxBackend: string | null;
  readonly model: string | null;
  readonly reasoningEffort: string | null;
}

const toolNames: Readonly<Record<string, string>> = {
  agent: 'shell',
  userShell: 'user_shell',
  unifiedExecStartup: 'unified_exec',
  unifiedExecInteraction: 'unified_exec',
};

/** A command came to its end. */
export const commandExecution = defineEvent({
  type: 'codex_command_execution_event',
  summary:
    'A shell command of the agent or of the user ended, failed or was refused. None for a command that was cancelled.',
  params: toolItemParams({
    sandbox_backend: field.stringOrNull({
      description: 'What confined the command: `none`, `seccomp`, …; null for refused ones.',
      source: 'sandbox of the turn, reviews of the item, status',
      since: '0.169.0',
    }),
    model_slug: field.stringOrNull({
      description: 'Model of the turn; null for a command of the user.',
      source: 'configuration of the turn',
      since: '0.169.0',
      column: 'model_slug',
    }),
    reasoning_effort: field.stringOrNull({
      description: 'Effort of the turn, the default of the model when none was set; null for a command of the user.',
      source: 'configuration of the turn',
      since: '0.169.0',
    }),
    plugin_id: field.stringOrNull({
      description: 'Plugin whose script ran, `name@marketplace`; null elsewhere.',
      source: 'item.pluginId',
      since: '0.169.0',
      carries: 'name',
    }),
    script_path: field.stringOrNull({
      description: 'Path of that script inside the plugin; null elsewhere.',
      source: 'item.scriptPath',
      since: '0.169.0',
      carries: 'path',
    }),
    command_execution_source: field.string({
      description: '`agent`, `userShell`, `unifiedExecStartup` or `unifiedExecInteraction`.',
      source: 'item.source',
    }),
    exit_code: field.intOrNull({ description: 'Exit code; null when there is none.', source: 'item.exitCode' }),
    command_total_action_count: field.int({
      description: 'Actions that the command was read as.',
      source: 'item.commandActions',
    }),
    command_read_action_count: field.int({ description: 'Reads of a file.', source: 'same' }),
    command_list_files_action_count: field.int({ description: 'Lists of files.', source: 'same' }),
    command_search_action_count: field.int({ description: 'Searches.', source: 'same' }),
    command_unknown_action_count: field.int({ description: 'Anything else.', source: 'same' }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: (input: CommandExecutionInput) => {
    const { tool, item } = input;
    const source = item.source ?? 'agent';
    const actions = { read: 0, listFiles: 0, search: 0, unknown: 0 };
    for (const { type } of item.commandActions)
      if (Object.hasOwn(actions, type)) actions[type as keyof typeof actions]++;
    const params = toolItemBase(
      tool,
      toolNames[source] ?? 'shell',
      nativeDurationMs(item.durationMs),
      outcomeOfStatus(item.status),
    );
    const own = {
      sandbox_backend: input.sandboxBackend,
      model_slug: input.model,
      reasoning_effort: input.reasoningEffort,
      plugin_id: item.pluginId ?? null,
      script_path: item.scriptPath ?? null,
      command_execution_source: source,
      exit_code: item.exitCode ?? null,
      command_total_action_count: item.commandActions.length,
      command_read_action_count: actions.read,
      command_list_files_action_count: actions.listFiles,
      command_search_action_count: actions.search,
      command_unknown_action_count: actions.unknown,
    };
    return extended(params, own);
  },
});
