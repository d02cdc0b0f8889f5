/**
 * What session logs cannot tell, with reasons: the only ways in which events made from them alone may differ from those
 * of the real Codex. The table must not grow: its size is written down, and a test compares.
 */

/** Events that leave nothing in a log. Keys: `event_type`, or `event_type[field=value]`, `!=` for any other value. */
export const unwrittenEvents: Readonly<Record<string, string>> = {
  codex_hook_run: 'runs of hooks are not written',
  codex_plugin_installed: 'managing plugins is no part of a session',
  codex_plugin_uninstalled: 'managing plugins is no part of a session',
  codex_plugin_enabled: 'managing plugins is no part of a session',
  codex_plugin_disabled: 'managing plugins is no part of a session',
  codex_plugin_install_failed: 'managing plugins is no part of a session',
  codex_goal_event: 'goals are kept elsewhere',
  codex_thread_archive_event: 'archiving moves the file and writes no record',
  'codex_review_event[reviewer=user]': 'the question to the user and the answer are not written',
  'codex_thread_initialized[initialization_mode=resumed]': 'resuming appends to the file without a record of its own',
  'codex_thread_initialized[ephemeral=true]': 'an ephemeral thread has no log',
  'codex_turn_event[ephemeral=true]': 'an ephemeral thread has no log',
  'codex_turn_steer_event[result=rejected]': 'a rejected steer leaves nothing behind',
  'codex_compaction_event[status!=completed]': 'only a completed compaction is written',
  'codex_command_execution_event[tool_name=user_shell]': 'a shell command of the user has no call in 0.137',
};

const platform = 'the platform of the machine is not written';
const approvals = 'approvals by the user are not written';
const contents = 'what a plugin brings is not written';
const outcome = 'the outcome of the call is only in its output text';

/** Fields that are in no log; a key without a type holds for every type, one with `@version` for that version. */
export const unwrittenFields: Readonly<Record<string, string>> = {
  'app_server_client.client_version': 'the version of the client is not written',
  'app_server_client.experimental_api_enabled': 'the capabilities of the connection are not written',
  'runtime.runtime_os': platform,
  'runtime.runtime_os_version': platform,
  'runtime.runtime_arch': platform,
  review_id: 'the id is made in memory',
  final_approval_outcome: approvals,
  review_count: approvals,
  user_review_count: approvals,
  accepted_added_lines: 'the diff of the turn is not written; patches that undo each other are hard to tell',
  accepted_deleted_lines: 'the diff of the turn is not written; patches that undo each other are hard to tell',
  'codex_app_mentioned.app_name': 'the name of the connector is not written',
  'codex_app_used.app_name@0.137.0': 'the connector is not written by 0.137',
  'codex_app_used.connector_id@0.137.0': 'the connector is not written by 0.137',
  'codex_app_used.invoke_type': 'the selection of the connector is not written',
  'completed_agent_count@0.137.0': 'only arguments and output of the call are written by 0.137',
  'codex_command_execution_event.started_at_ms@0.137.0': 'only times of writing are kept by 0.137',
  'codex_dynamic_tool_call_event.failure_kind@0.137.0': outcome,
  'codex_dynamic_tool_call_event.success@0.137.0': outcome,
  'codex_dynamic_tool_call_event.terminal_status@0.137.0': outcome,
  'codex_plugin_used.has_skills': contents,
  'codex_plugin_used.mcp_server_count': contents,
  'codex_plugin_used.mcp_server_names': contents,
  'approvals_reviewer@0.137.0': 'not written by 0.137',
  'shell_command_count@0.137.0': '0.137 does not write finished commands',
  'total_tool_call_count@0.137.0': '0.137 does not write finished commands',
  'turn_error.responseTooManyFailedAttempts.httpStatusCode@0.137.0': 'errors are not written by 0.137',
  'skill_invocation.plugin_id': 'the plugin of a skill is not written',
};

/** Events that were there, and of which the log leaves open whether they were. */
export const uncertainEvents: Readonly<Record<string, { readonly missing: readonly string[]; readonly why: string }>> =
  {
    '0.137.0 guardian-network-b': {
      missing: ['codex_command_execution_event'],
      why: 'a command that the proxy before the network refused: its end is told at once, or a tenth of a second after its output, when the turn is over; both leave the same lines',
    },
    '0.137.0 network': { missing: ['codex_command_execution_event'], why: 'as above' },
  };

const why = {
  times: 'times of writing, or of the output text',
  compaction: 'an estimate of what was added since the last answer, or a kind that leaves no trace',
  errors: '0.137 does not write errors: a failed turn looks completed',
  approvals: approvals,
  settings: 'what nobody set in the session is not written, or under another value',
  slow: 'the clock of the sender, which waits for a slow receiver',
  output: 'read off the output text',
  resumed: 'resuming leaves no record',
  model: 'a log without a turn names no model',
  client: 'of several connections the log names the first client, and no transport',
  calls: 'a command that outlived its call or its turn',
  profile: 'what lies between the records of a turn is estimated',
  images: 'an image given by a path is not written',
  plugins: 'plugins and the list of tools are not written',
} as const;

/** Fields that are wrong now and then, and how often. */
export const uncertainFields: Readonly<Record<string, { readonly atMost: number; readonly why: string }>> = {
  'codex_accepted_line_fingerprints.completed_at@0.137.0': { atMost: 2, why: why.slow },
  'codex_accepted_line_fingerprints.completed_at@0.169.0': { atMost: 2, why: why.slow },
  'codex_command_execution_event.app_server_client.client_name@0.137.0': { atMost: 6, why: why.client },
  'codex_command_execution_event.app_server_client.client_name@0.169.0': { atMost: 6, why: why.client },
  'codex_command_execution_event.app_server_client.product_client_id@0.137.0': { atMost: 6, why: why.client },
  'codex_command_execution_event.app_server_client.rpc_transport@0.137.0': { atMost: 7, why: why.client },
  'codex_command_execution_event.app_server_client.rpc_transport@0.169.0': { atMost: 7, why: why.client },
  'codex_command_execution_event.completed_at_ms@0.137.0': { atMost: 7, why: why.times },
  'codex_command_execution_event.duration_ms@0.137.0': { atMost: 11, why: why.times },
  'codex_command_execution_event.execution_duration_ms@0.137.0': { atMost: 1, why: why.times },
  'codex_command_execution_event.originating_response_id@0.169.0': { atMost: 1, why: why.calls },
  'codex_command_execution_event.requested_additional_permissions@0.137.0': { atMost: 1, why: why.approvals },
  'codex_command_execution_event.requested_additional_permissions@0.169.0': { atMost: 1, why: why.approvals },
  'codex_command_execution_event.requested_network_access@0.137.0': { atMost: 1, why: why.approvals },
  'codex_command_execution_event.requested_network_access@0.169.0': { atMost: 1, why: why.approvals },
  'codex_command_execution_event.root_turn_id@0.169.0': { atMost: 4, why: why.calls },
  'codex_command_execution_event.sandbox_backend@0.169.0': { atMost: 14, why: why.approvals },
  'codex_command_execution_event.subsequent_response_id@0.169.0': { atMost: 1, why: why.calls },
  'codex_command_execution_event.tool_event_type@0.169.0': { atMost: 1, why: why.calls },
  'codex_command_execution_event.turn_trigger@0.169.0': { atMost: 2, why: why.calls },
  'codex_compaction_event.active_context_tokens_before@0.169.0': { atMost: 1, why: why.compaction },
  'codex_compaction_event.implementation@0.137.0': { atMost: 2, why: why.compaction },
  'codex_compaction_event.reason@0.169.0': { atMost: 1, why: why.compaction },
  'codex_file_change_event.duration_ms@0.137.0': { atMost: 1, why: why.times },
  'codex_file_change_event.started_at_ms@0.137.0': { atMost: 1, why: why.times },
  'codex_guardian_review.reviewed_action.additional_permissions.file_system.write@0.169.0': {
    atMost: 2,
    why: why.output,
  },
  'codex_mcp_tool_call_event.elicitation_type@0.169.0': { atMost: 2, why: why.approvals },
  'codex_thread_initialized.app_server_client.client_name@0.137.0': { atMost: 1, why: why.client },
  'codex_thread_initialized.app_server_client.client_name@0.169.0': { atMost: 1, why: why.client },
  'codex_thread_initialized.app_server_client.product_client_id@0.137.0': { atMost: 1, why: why.client },
  'codex_thread_initialized.app_server_client.rpc_transport@0.137.0': { atMost: 2, why: why.client },
  'codex_thread_initialized.app_server_client.rpc_transport@0.169.0': { atMost: 2, why: why.client },
  'codex_thread_initialized.model@0.137.0': { atMost: 1, why: why.model },
  'codex_turn_event.active_plugin_ids_at_turn_start@0.169.0': { atMost: 3, why: why.plugins },
  'codex_turn_event.app_server_client.client_name@0.137.0': { atMost: 5, why: why.client },
  'codex_turn_event.app_server_client.client_name@0.169.0': { atMost: 5, why: why.client },
  'codex_turn_event.app_server_client.product_client_id@0.137.0': { atMost: 5, why: why.client },
  'codex_turn_event.app_server_client.rpc_transport@0.137.0': { atMost: 7, why: why.client },
  'codex_turn_event.app_server_client.rpc_transport@0.169.0': { atMost: 7, why: why.client },
  'codex_turn_event.between_sampling_overhead_ms@0.169.0': { atMost: 7, why: why.profile },
  'codex_turn_event.codex_error_kind@0.137.0': { atMost: 7, why: why.errors },
  'codex_turn_event.codex_error_subreason@0.137.0': { atMost: 1, why: why.errors },
  'codex_turn_event.explicit_client_interrupt_requested_at_ms@0.169.0': { atMost: 6, why: why.approvals },
  'codex_turn_event.image_preparations@0.169.0': { atMost: 1, why: why.images },
  'codex_turn_event.initialization_mode@0.137.0': { atMost: 6, why: why.resumed },
  'codex_turn_event.initialization_mode@0.169.0': { atMost: 6, why: why.resumed },
  'codex_turn_event.personality@0.169.0': { atMost: 9, why: why.settings },
  'codex_turn_event.reasoning_summary@0.137.0': { atMost: 11, why: why.settings },
  'codex_turn_event.reasoning_summary@0.169.0': { atMost: 4, why: why.settings },
  'codex_turn_event.sampling_ms@0.169.0': { atMost: 7, why: why.profile },
  'codex_turn_event.sampling_request_count@0.169.0': { atMost: 10, why: why.profile },
  'codex_turn_event.sampling_retry_count@0.169.0': { atMost: 7, why: why.profile },
  'codex_turn_event.service_tier@0.137.0': { atMost: 2, why: why.settings },
  'codex_turn_event.status@0.137.0': { atMost: 7, why: why.errors },
  'codex_turn_event.tools_change_count@0.169.0': { atMost: 3, why: why.plugins },
  'codex_turn_event.turn_error@0.137.0': { atMost: 7, why: why.errors },
  'codex_turn_event.workspace_kind@0.137.0': { atMost: 1, why: why.settings },
  'codex_turn_event.workspace_kind@0.169.0': { atMost: 1, why: why.settings },
  'codex_turn_steer_event.created_at@0.137.0': { atMost: 1, why: why.output },
};

/** Events of the recordings without traffic that their logs do not establish. */
export const hardEvents: Readonly<Record<string, readonly string[]>> = {
  // a fork whose first turn is a review in place: its log is that of a detached review, of which nothing is told
  '0.137.0 review-cut': [
    'codex_thread_initialized',
    'codex_thread_initialized',
    'codex_command_execution_event',
    'codex_command_execution_event',
    'codex_command_execution_event',
    'codex_turn_event',
  ],
};

/** Fields that may be wrong there beside those of `uncertainFields`. */
export const hardFields: Readonly<Record<string, string>> = {
  'codex_collab_agent_tool_call_event.duration_ms@0.137.0': why.times,
  'codex_collab_agent_tool_call_event.started_at_ms@0.169.0': why.times,
  'codex_collab_agent_tool_call_event.duration_ms@0.169.0': why.times,
  'codex_collab_agent_tool_call_event.execution_duration_ms@0.169.0': why.times,
  'codex_turn_event.before_first_sampling_ms@0.169.0': why.profile,
  'codex_turn_event.after_last_sampling_ms@0.169.0': why.profile,
  'codex_turn_event.tool_blocking_ms@0.169.0': why.profile,
};

/** Entries of the tables, and each single field that may be wrong. */
export const exceptionsSize = 281;
