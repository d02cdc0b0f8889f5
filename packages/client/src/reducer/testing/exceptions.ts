/**
 * What traffic cannot tell, with reasons: the only ways in which our events may differ from those of the real Codex. The table
 * must not grow: its size is written down, and a check compares.
 */
export const exceptionsSize = 88;

/** Events that no message tells. Keys: `event_type[field=value]`, for one version with `@version`. */
export const unseenEvents: Readonly<Record<string, string>> = {
  'codex_thread_initialized[subagent_source=guardian]': 'no message names the thread of the reviewer',
  'codex_thread_initialized[subagent_source=review]': 'no message names the sub-thread of a review',
  'codex_turn_event[subagent_source=guardian]': 'turns of the reviewer are not sent to a client',
  'codex_command_execution_event[subagent_source=guardian]': 'commands of the reviewer are not sent to a client',
  'codex_dynamic_tool_call_event[tool_name=exec]': 'the script call of code mode is no thread item',
  'codex_collab_agent_tool_call_event[tool_name=list_agents]': 'listing agents makes no thread item',
};

const responseIds = 'ids of model responses are not sent to a client';
const reviewerSession = 'the session of the reviewer is not sent to a client';
const callArguments = 'the arguments of the call are not part of the review notification';
const contents = 'only plugin/read tells what a plugin brings, and no client in the recordings asks';
const remote = 'the remote is not told when a thread starts';

/** Fields that no message tells. */
export const unseenFields: Readonly<Record<string, string>> = {
  'codex_command_execution_event.originating_response_id': responseIds,
  'codex_command_execution_event.subsequent_response_id': responseIds,
  'codex_file_change_event.originating_response_id': responseIds,
  'codex_file_change_event.subsequent_response_id': responseIds,
  'codex_mcp_tool_call_event.originating_response_id': responseIds,
  'codex_mcp_tool_call_event.subsequent_response_id': responseIds,
  'codex_dynamic_tool_call_event.originating_response_id': responseIds,
  'codex_dynamic_tool_call_event.subsequent_response_id': responseIds,
  'codex_collab_agent_tool_call_event.originating_response_id': responseIds,
  'codex_collab_agent_tool_call_event.subsequent_response_id': responseIds,
  'codex_image_generation_event.originating_response_id': responseIds,
  'codex_image_generation_event.subsequent_response_id': responseIds,
  'codex_control_tool_call_event.originating_response_id': responseIds,
  'codex_control_tool_call_event.subsequent_response_id': responseIds,
  'codex_guardian_review.guardian_thread_id': reviewerSession,
  'codex_guardian_review.time_to_first_token_ms': reviewerSession,
  'codex_guardian_review.input_tokens': reviewerSession,
  'codex_guardian_review.cached_input_tokens': reviewerSession,
  'codex_guardian_review.cache_write_input_tokens': reviewerSession,
  'codex_guardian_review.output_tokens': reviewerSession,
  'codex_guardian_review.reasoning_output_tokens': reviewerSession,
  'codex_guardian_review.total_tokens': reviewerSession,
  'codex_guardian_review.reviewed_action.sandbox_permissions': callArguments,
  'codex_guardian_review.reviewed_action.additional_permissions': callArguments,
  'codex_guardian_review.reviewed_action.additional_permissions.network': callArguments,
  'codex_guardian_review.reviewed_action.additional_permissions.file_system.write': callArguments,
  'codex_plugin_installed.has_skills': contents,
  'codex_plugin_installed.mcp_server_count': contents,
  'codex_plugin_uninstalled.has_skills': contents,
  'codex_plugin_uninstalled.mcp_server_count': contents,
  'codex_plugin_enabled.has_skills': contents,
  'codex_plugin_enabled.mcp_server_count': contents,
  'codex_plugin_disabled.has_skills': contents,
  'codex_plugin_disabled.mcp_server_count': contents,
  'codex_plugin_used.has_skills': contents,
  'codex_plugin_used.mcp_server_count': contents,
  'codex_plugin_used.mcp_server_names': contents,
  'codex_accepted_line_fingerprints.repo_hash': remote,
  'skill_invocation.repo_url': remote,
  'skill_invocation.skill_id': remote,
  'codex_goal_event.goal_id': 'internal id, not in the notifications',
  'codex_turn_event.sampling_ms': 'the end of a model response is not visible',
  'codex_turn_event.tool_blocking_ms': 'the end of a model response is not visible',
};

const scripts = 'script calls of code mode are not told, only what they do';
const estimate = 'an estimate of what was added to the context since the last usage is not told';

/**
 * Fields that are told, but not always well enough. For each version: how many of the recorded values may be wrong, and why.
 */
export const uncertainFields: Readonly<Record<string, { readonly atMost: number; readonly why: string }>> = {
  'codex_compaction_event.active_context_tokens_before@0.137.0': { atMost: 1, why: estimate },
  'codex_compaction_event.active_context_tokens_before@0.169.0': { atMost: 5, why: estimate },
  'codex_compaction_event.active_context_tokens_after@0.169.0': { atMost: 2, why: estimate },
  'codex_accepted_line_fingerprints.completed_at@0.137.0': { atMost: 2, why: 'a slow receiver delays the real one' },
  'codex_accepted_line_fingerprints.completed_at@0.169.0': { atMost: 2, why: 'a slow receiver delays the real one' },
  'codex_command_execution_event.sandbox_backend@0.169.0': {
    atMost: 8,
    why: 'rules that allow a command, and a second try outside of the sandbox, are not told',
  },
  'codex_command_execution_event.cell_id@0.169.0': { atMost: 3, why: scripts },
  'codex_command_execution_event.parent_call_id@0.169.0': { atMost: 3, why: scripts },
  'codex_file_change_event.cell_id@0.169.0': { atMost: 1, why: scripts },
  'codex_file_change_event.parent_call_id@0.169.0': { atMost: 1, why: scripts },
  'codex_turn_event.dynamic_tool_call_count@0.169.0': { atMost: 1, why: scripts },
  'codex_turn_event.subagent_tool_call_count@0.169.0': { atMost: 2, why: 'calls of list_agents are not told' },
  'codex_turn_event.total_tool_call_count@0.169.0': { atMost: 3, why: 'the sum of the last two' },
  'codex_turn_event.between_sampling_overhead_ms@0.169.0': {
    atMost: 2,
    why: 'how long a failed try took is not told apart from the wait for the next one',
  },
  'codex_turn_event.image_preparations@0.169.0': { atMost: 2, why: 'images given by path are not looked at' },
  'codex_thread_initialized.is_worktree@0.169.0': { atMost: 1, why: 'no message tells a missing repository' },
};
