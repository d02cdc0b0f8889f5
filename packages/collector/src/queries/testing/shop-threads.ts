import { endedCall } from './ended-call.js';
import type { TestEvent } from './open-test-store.js';

const a = { thread: 'a', root: 'a', project: 'shop', client: 'codex_vscode', model: 'gpt-5.5', threadSource: 'user' };
const b = { ...a, thread: 'b', parent: 'a', model: 'gpt-5.4', threadSource: 'subagent' };
const a1 = { ...a, turn: 'a1' };
const a2 = { ...a, turn: 'a2' };
const b1 = { ...b, turn: 'b1' };

/** Thread `a` of the small history. */
export const threadA: readonly TestEvent[] = [
  { type: 'codex_thread_initialized', at: '2026-03-01T10:00:00Z', ...a, params: { initialization_mode: 'new' } },
  {
    type: 'tacho_model_response',
    at: '2026-03-01T10:00:03Z',
    ...a1,
    params: {
      input_tokens: 1000,
      cached_input_tokens: 400,
      output_tokens: 50,
      reasoning_output_tokens: 10,
      purpose: 'turn',
    },
  },
  {
    type: 'codex_command_execution_event',
    at: '2026-03-01T10:00:04Z',
    ...a1,
    params: endedCall({
      item_id: 'i1',
      tool_name: 'shell',
      started_at_ms: Date.parse('2026-03-01T10:00:03.800Z'),
      duration_ms: 200,
      execution_duration_ms: 150,
    }),
  },
  {
    type: 'codex_command_execution_event',
    at: '2026-03-01T10:00:05Z',
    ...a1,
    params: endedCall({
      item_id: 'i2',
      tool_name: 'shell',
      duration_ms: 400,
      execution_duration_ms: 380,
      terminal_status: 'failed',
      failure_kind: 'tool_error',
    }),
  },
  {
    type: 'codex_review_event',
    at: '2026-03-01T10:00:09.500Z',
    ...a1,
    params: {
      item_id: 'i3',
      review_id: 'user:1',
      subject_kind: 'file_change',
      subject_name: 'apply_patch',
      reviewer: 'user',
      trigger: 'initial',
      status: 'denied',
      resolution: 'none',
      duration_ms: 4500,
    },
  },
  {
    type: 'codex_file_change_event',
    at: '2026-03-01T10:00:10Z',
    ...a1,
    params: endedCall({
      item_id: 'i3',
      tool_name: 'apply_patch',
      duration_ms: 5000,
      terminal_status: 'rejected',
      failure_kind: 'approval_denied',
    }),
  },
  {
    type: 'tacho_model_response',
    at: '2026-03-01T10:00:11Z',
    ...a1,
    params: {
      input_tokens: 1200,
      cached_input_tokens: 1000,
      output_tokens: 30,
      reasoning_output_tokens: 0,
      purpose: 'turn',
    },
  },
  {
    type: 'codex_turn_event',
    at: '2026-03-01T10:00:12Z',
    ...a1,
    params: {
      status: 'completed',
      duration_ms: 10_000,
      steer_count: 1,
      total_tool_call_count: 3,
      sampling_retry_count: 2,
      total_tokens: 2280,
      input_tokens: 2200,
      cached_input_tokens: 1400,
      output_tokens: 80,
      reasoning_output_tokens: 10,
    },
  },
  {
    type: 'codex_accepted_line_fingerprints',
    at: '2026-03-01T10:00:12Z',
    ...a1,
    params: { accepted_added_lines: 12, accepted_deleted_lines: 3 },
  },
  {
    type: 'codex_compaction_event',
    at: '2026-03-01T11:00:00Z',
    ...a2,
    params: {
      trigger: 'auto',
      reason: 'context_limit',
      phase: 'pre_turn',
      status: 'completed',
      active_context_tokens_before: 9000,
      active_context_tokens_after: 2000,
      duration_ms: 800,
    },
  },
  {
    type: 'codex_turn_event',
    at: '2026-03-01T11:00:02Z',
    ...a2,
    params: {
      status: 'failed',
      codex_error_kind: 'usage_limit_reached',
      duration_ms: 2000,
      steer_count: 0,
      total_tool_call_count: 0,
      total_tokens: 700,
      input_tokens: 690,
      cached_input_tokens: 0,
      output_tokens: 10,
      reasoning_output_tokens: 0,
    },
  },
  {
    type: 'codex_hook_run',
    at: '2026-03-01T10:00:02Z',
    ...a1,
    params: { hook_name: 'PreToolUse', hook_source: 'user', status: 'completed' },
  },
  {
    type: 'codex_hook_run',
    at: '2026-03-01T10:00:02Z',
    ...a1,
    params: { hook_name: 'PreToolUse', hook_source: 'user', status: 'blocked' },
  },
  {
    type: 'skill_invocation',
    at: '2026-03-01T10:00:01Z',
    ...a1,
    params: { skill_name: 'release', skill_scope: 'repo', invoke_type: 'explicit' },
  },
];

/** Thread `b` of the small history. */
export const threadB: readonly TestEvent[] = [
  {
    type: 'codex_thread_initialized',
    at: '2026-03-01T10:00:06Z',
    ...b,
    params: { initialization_mode: 'new', subagent_source: 'thread_spawn' },
  },
  {
    type: 'tacho_model_response',
    at: '2026-03-01T10:00:07Z',
    ...b1,
    params: {
      input_tokens: 500,
      cached_input_tokens: 0,
      output_tokens: 100,
      reasoning_output_tokens: 0,
      purpose: 'subagent',
    },
  },
  {
    type: 'codex_command_execution_event',
    at: '2026-03-01T10:00:08Z',
    ...b1,
    params: endedCall({ item_id: 'i4', tool_name: 'shell', duration_ms: 100, execution_duration_ms: 90 }),
  },
];
