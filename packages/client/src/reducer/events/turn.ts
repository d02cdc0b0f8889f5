import { Type } from 'typebox';

import type { TokenUsage, TurnConfig, TurnProfile } from '../../facts/index.js';
import type { CodexErrorInfo } from '../../protocol/messages/turn.js';
import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';
import { extended } from '../extended.js';
import { tokenFields } from './token-fields.js';
import { turnProfileFields, turnProfileValues } from './turn-profile.js';

/** Completed tool items of a turn, by kind. */
export interface ToolCounts {
  readonly total: number;
  readonly shellCommand: number;
  readonly fileChange: number;
  readonly mcpToolCall: number;
  readonly dynamicToolCall: number;
  readonly subagentToolCall: number;
  readonly webSearch: number;
  readonly imageGeneration: number;
}

/** What {@link turn} is made from. */
export interface TurnInput {
  readonly threadId: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly rootTurnId: string | null;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly lineage: ThreadLineage;
  readonly initializationMode: string;
  readonly config: TurnConfig;
  readonly approvalsReviewer: string;
  readonly personality: string | null;
  readonly numInputImages: number;
  readonly status: string;
  readonly turnError: CodexErrorInfo | null;
  readonly error: {
    readonly kind: string;
    readonly subreason: string | null;
    readonly httpStatusCode: number | null;
  } | null;
  readonly steerCount: number;
  readonly counts: ToolCounts;
  readonly usage: TokenUsage | null;
  readonly profile: TurnProfile | null;
  readonly interruptRequestedAtMs: number | null;
  readonly startedAt: number | null;
  readonly completedAt: number;
  readonly durationMs: number | null;
}

const config = 'answer of thread/start|resume|fork, turn/start, thread/settings/updated; rollout: turn_context';

/** A turn is over. */
export const turn = defineEvent({
  type: 'codex_turn_event',
  summary:
    'A turn that a client started ended: completed, failed or interrupted. None for compactions, reviews and commands of the user; sub-agents only since 0.169.',
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'threadId', column: 'thread_id' }),
    session_id: field.string({
      description: 'Session of the thread.',
      source: 'thread metadata',
      column: 'session_id',
    }),
    turn_id: field.string({ description: 'The turn.', source: 'turn.id', column: 'turn_id' }),
    root_turn_id: field.stringOrNull({
      description: 'Turn that the chain of work began with; the turn itself on root threads.',
      source: 'turn.rootTurnId; rollout: task_started.root_turn_id',
      since: '0.169.0',
    }),
    turn_trigger: field.stringOrNull({
      description: 'What caused the turn; null for what a user sent.',
      source: 'turn/start.turnTrigger; rollout: turn_attribution',
      since: '0.169.0',
    }),
    codex_turn_source: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
    voice_session_id: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
    submission_type: field.stringOrNull({ description: 'Always null so far.', source: 'none' }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    ephemeral: field.boolean({
      description: 'True when nothing of the thread is written to disk.',
      source: 'answer: thread.ephemeral',
    }),
    thread_source: threadLineage.thread_source,
    initialization_mode: field.string({ description: '`new`, `forked` or `resumed`.', source: 'thread metadata' }),
    subagent_source: threadLineage.subagent_source,
    parent_thread_id: threadLineage.parent_thread_id,
    model: field.stringOrNull({ description: 'Model of the turn.', source: config, column: 'model' }),
    model_provider: field.string({ description: 'Provider of the model.', source: config, column: 'model_provider' }),
    sandbox_policy: field.stringOrNull({
      description: '`read_only`, `workspace_write`, `full_access` or `external_sandbox`.',
      source: config,
      column: 'sandbox_policy',
    }),
    reasoning_effort: field.stringOrNull({
      description: 'Effort that was configured; null for the default of the model.',
      source: config,
      column: 'reasoning_effort',
    }),
    reasoning_summary: field.stringOrNull({
      description: '`auto`, `concise` or `detailed`; null for none.',
      source: config,
    }),
    service_tier: field.string({ description: '`default` or the tier.', source: config, column: 'service_tier' }),
    approval_policy: field.string({
      description: '`untrusted`, `on-failure`, `on-request`, `granular` or `never`.',
      source: config,
      column: 'approval_policy',
    }),
    approvals_reviewer: field.string({
      description: '`user`, or the automatic reviewer: `guardian_subagent`, since 0.169 `auto_review`.',
      source: config,
    }),
    guardian_v2_enabled: field.boolean({ description: 'Always false so far.', source: 'none', since: '0.169.0' }),
    multi_agent_version: field.stringOrNull({
      description: 'Version of the agent tools; `v2` once traffic shows it.',
      source: 'subAgentActivity items; rollout: turn_context.multi_agent_version',
      since: '0.169.0',
    }),
    active_plugin_ids_at_turn_start: field.strings({
      description: 'Plugins that were installed and on.',
      source: 'plugin requests of this run of the server',
      since: '0.169.0',
      carries: 'name',
    }),
    sandbox_network_access: field.boolean({ description: 'Whether the sandbox had the network.', source: config }),
    collaboration_mode: field.stringOrNull({ description: '`plan` or `default`.', source: config }),
    personality: field.stringOrNull({ description: '`friendly` or `pragmatic`; null for none.', source: config }),
    workspace_kind: field.stringOrNull({
      description: 'What the client calls its workspace; null when it does not.',
      source: 'turn/start: responsesapiClientMetadata.workspace_kind',
      carries: 'text',
    }),
    num_input_images: field.int({
      description: 'Images in the input.',
      source: 'turn/start: image and localImage inputs',
    }),
    is_first_turn: field.boolean({
      description: 'First turn of a newly created thread.',
      source: 'order of turns after thread/start',
    }),
    status: field.stringOrNull({
      description: '`completed`, `failed` or `interrupted`.',
      source: 'turn/completed: turn.status',
      column: 'status',
    }),
    explicit_client_interrupt_requested_at_ms: field.intOrNull({
      description: 'First turn/interrupt that succeeded, Unix milliseconds; null when there was none.',
      source: 'turn/interrupt',
      since: '0.169.0',
    }),
    turn_error: field.stringOrObjectOrNull({
      description: 'Kind of error in the casing of the protocol; null when the turn did not fail.',
      source: 'turn/completed: turn.error.codexErrorInfo',
    }),
    codex_error_kind: field.stringOrNull({
      description: 'Kind of error; null when the turn did not fail.',
      source: 'codexErrorInfo and the beginning of the message',
      column: 'codex_error_kind',
    }),
    codex_error_subreason: field.stringOrNull({
      description: 'Message of an invalid request, at most 512 bytes; null else.',
      source: 'turn/completed: turn.error.message',
      until: '0.169.0',
      carries: 'text',
    }),
    codex_error_http_status_code: field.intOrNull({
      description: 'Status, for the errors that keep one.',
      source: 'codexErrorInfo, else the message',
    }),
    usage_limit_window_minutes: field.intOrNull({
      description: 'Always null so far.',
      source: 'none',
      since: '0.169.0',
    }),
    steer_count: field.intOrNull({
      description: 'Accepted steers into this turn.',
      source: 'turn/steer',
      column: 'steer_count',
    }),
    total_tool_call_count: field.intOrNull({
      description: 'Tool items that completed before the end of the turn, whatever came of them.',
      source: 'item/completed',
      column: 'total_tool_call_count',
    }),
    shell_command_count: field.intOrNull({
      description: 'Of these, commands.',
      source: 'item/completed',
      column: 'shell_command_count',
    }),
    file_change_count: field.intOrNull({ description: 'Of these, patches.', source: 'item/completed' }),
    mcp_tool_call_count: field.intOrNull({ description: 'Of these, MCP calls.', source: 'item/completed' }),
    dynamic_tool_call_count: field.intOrNull({
      description: 'Of these, calls of client tools.',
      source: 'item/completed',
    }),
    subagent_tool_call_count: field.intOrNull({ description: 'Of these, calls of agents.', source: 'item/completed' }),
    web_search_count: field.intOrNull({ description: 'Of these, web searches.', source: 'item/completed' }),
    image_generation_count: field.intOrNull({ description: 'Of these, images.', source: 'item/completed' }),
    ...tokenFields('the turn', true),
    ...turnProfileFields,
    duration_ms: field.intOrNull({
      description: 'Length of the turn in milliseconds.',
      source: 'turn/completed: turn.durationMs',
      column: 'duration_ms',
    }),
    started_at: field.intOrNull({ description: 'Start, Unix seconds.', source: 'turn/started: turn.startedAt' }),
    completed_at: field.intOrNull({ description: 'End, Unix seconds.', source: 'turn/completed: turn.completedAt' }),
  }),
  occurredAtMs: () => null,
  build: (input: TurnInput) => {
    const { usage } = input;
    const params = {
      thread_id: input.threadId,
      session_id: input.sessionId,
      turn_id: input.turnId,
      root_turn_id: input.rootTurnId,
      turn_trigger: input.config.turnTrigger,
      codex_turn_source: null,
      voice_session_id: null,
      submission_type: input.config.submissionType,
      app_server_client: input.client,
      runtime: input.runtime,
      ephemeral: input.config.ephemeral,
      thread_source: input.lineage.threadSource,
      initialization_mode: input.initializationMode,
      subagent_source: input.lineage.subagentSource,
      parent_thread_id: input.lineage.parentThreadId,
      model: input.config.model,
      model_provider: input.config.modelProvider,
      sandbox_policy: input.config.sandboxPolicy,
      reasoning_effort: input.config.reasoningEffort,
      reasoning_summary: noneAsNull(input.config.reasoningSummary),
      service_tier: input.config.serviceTier ?? 'default',
      approval_policy: input.config.approvalPolicy,
      approvals_reviewer: input.approvalsReviewer,
      guardian_v2_enabled: false,
      multi_agent_version: input.config.multiAgentVersion,
      active_plugin_ids_at_turn_start: [...input.config.activePluginIds],
      sandbox_network_access: input.config.sandboxNetworkAccess,
      collaboration_mode: input.config.collaborationMode === 'plan' ? 'plan' : 'default',
      personality: noneAsNull(input.personality),
      workspace_kind: input.config.workspaceKind,
      num_input_images: input.numInputImages,
      is_first_turn: input.config.isFirstTurn,
      status: input.status === 'inProgress' ? null : input.status,
      explicit_client_interrupt_requested_at_ms: input.interruptRequestedAtMs,
      turn_error: input.turnError,
      codex_error_kind: input.error?.kind ?? null,
      codex_error_subreason: input.error?.subreason ?? null,
      codex_error_http_status_code: input.error?.httpStatusCode ?? null,
      usage_limit_window_minutes: null,
      steer_count: input.steerCount,
      total_tool_call_count: input.counts.total,
      shell_command_count: input.counts.shellCommand,
      file_change_count: input.counts.fileChange,
      mcp_tool_call_count: input.counts.mcpToolCall,
      dynamic_tool_call_count: input.counts.dynamicToolCall,
      subagent_tool_call_count: input.counts.subagentToolCall,
      web_search_count: input.counts.webSearch,
      image_generation_count: input.counts.imageGeneration,
      input_tokens: usage?.inputTokens ?? null,
      cached_input_tokens: usage?.cachedInputTokens ?? null,
      cache_write_input_tokens: usage?.cacheWriteInputTokens ?? null,
      output_tokens: usage?.outputTokens ?? null,
      reasoning_output_tokens: usage?.reasoningOutputTokens ?? null,
      total_tokens: usage?.totalTokens ?? null,
      duration_ms: input.durationMs,
      started_at: input.startedAt,
      completed_at: input.completedAt,
    };
    return extended(params, turnProfileValues(input.profile));
  },
});

function noneAsNull(value: string | null): string | null {
  return value === 'none' ? null : value;
}
