import type { TestEvent } from './open-test-store.js';

/**
 * Two days of three threads, small enough to count by hand:
 *
 * - `a` (shop, 1 March): turn a1 with two answers of a model, two commands (one failed) and a patch that the user refused;
 *   turn a2 that failed and has no answer of a model, so that its turn event's tokens count; a compaction, hooks, a skill.
 * - `b`: sub-agent of `a`, one answer of a model, one command.
 * - `c` (notes, 2 March): told by the real Codex itself; the guardian denies, the user overturns that five minutes later.
 */
const a = { thread: 'a', root: 'a', project: 'shop', client: 'codex_vscode', model: 'gpt-5.5', threadSource: 'user' };
const b = { ...a, thread: 'b', parent: 'a', model: 'gpt-5.4', threadSource: 'subagent' };
const c = {
  thread: 'c',
  root: 'c',
  project: 'notes',
  client: 'codex_exec',
  model: 'gpt-5.5',
  source: 'native',
  machine: '',
} as const;
const a1 = { ...a, turn: 'a1' };
const a2 = { ...a, turn: 'a2' };
const b1 = { ...b, turn: 'b1' };
const c1 = { ...c, turn: 'c1' };

const tool = (params: Readonly<Record<string, unknown>>) => ({
  terminal_status: 'completed',
  failure_kind: null,
  ...params,
});

const threadA: readonly TestEvent[] = [
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
    params: tool({
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
    params: tool({
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
    params: tool({
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

const threadB: readonly TestEvent[] = [
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
    params: tool({ item_id: 'i4', tool_name: 'shell', duration_ms: 100, execution_duration_ms: 90 }),
  },
];

const threadC: readonly TestEvent[] = [
  {
    type: 'codex_guardian_review',
    at: '2026-03-02T09:00:01Z',
    ...c1,
    params: {
      review_id: 'g1',
      decision: 'denied',
      terminal_status: 'denied',
      risk_level: 'high',
      reviewed_action: { type: 'shell' },
      completion_latency_ms: 900,
      time_to_first_token_ms: 300,
      total_tokens: 400,
    },
  },
  {
    type: 'codex_review_event',
    at: '2026-03-02T09:00:01Z',
    ...c1,
    params: {
      item_id: 'j1',
      review_id: 'g1',
      subject_kind: 'command_execution',
      subject_name: 'command_execution',
      reviewer: 'guardian',
      trigger: 'initial',
      status: 'denied',
      resolution: 'none',
      duration_ms: 900,
    },
  },
  {
    type: 'codex_review_event',
    at: '2026-03-02T09:05:00Z',
    ...c1,
    params: {
      item_id: 'j2',
      review_id: 'user:7',
      subject_kind: 'command_execution',
      subject_name: 'command_execution',
      reviewer: 'user',
      trigger: 'initial',
      status: 'approved',
      resolution: 'session_approval',
      duration_ms: 1500,
    },
  },
  {
    type: 'codex_guardian_review',
    at: '2026-03-02T09:06:00Z',
    ...c1,
    params: {
      review_id: 'g2',
      decision: 'approved',
      terminal_status: 'approved',
      risk_level: 'low',
      reviewed_action: { type: 'shell' },
      completion_latency_ms: 500,
      time_to_first_token_ms: 100,
      total_tokens: 300,
    },
  },
  {
    type: 'codex_review_event',
    at: '2026-03-02T09:06:00Z',
    ...c1,
    params: {
      item_id: 'j3',
      review_id: 'g2',
      subject_kind: 'command_execution',
      subject_name: 'command_execution',
      reviewer: 'guardian',
      trigger: 'initial',
      status: 'approved',
      resolution: 'none',
      duration_ms: 500,
    },
  },
  {
    type: 'codex_mcp_tool_call_event',
    at: '2026-03-02T09:07:00Z',
    ...c1,
    params: tool({
      item_id: 'j4',
      tool_name: 'lookup',
      mcp_server_name: 'stock',
      duration_ms: 30,
      execution_duration_ms: 20,
    }),
  },
  {
    type: 'codex_turn_event',
    at: '2026-03-02T23:30:00Z',
    ...c1,
    params: {
      status: 'completed',
      duration_ms: 60_000,
      steer_count: 0,
      total_tool_call_count: 1,
      total_tokens: 320,
      input_tokens: 300,
      cached_input_tokens: 100,
      output_tokens: 20,
      reasoning_output_tokens: 5,
    },
  },
  // Session logs tell the same turn once more; the real Codex is trusted more, so this one is set aside.
  {
    type: 'codex_turn_event',
    at: '2026-03-02T23:30:00Z',
    ...c1,
    source: 'rollout',
    machine: 'machine-2',
    counted: false,
    delayMs: 3_600_000,
    params: { status: 'completed', duration_ms: 60_000, total_tokens: 320 },
  },
  { type: 'tacho_delivery_gap', at: '2026-03-02T12:00:00Z', params: { reason: 'spool_bytes', dropped_events: 5 } },
];

/** The whole history, in the order of arrival. */
export const smallHistory: readonly TestEvent[] = [...threadA, ...threadB, ...threadC];

/** The moment at which the tests ask. */
export const smallHistoryNow = '2026-03-03T00:00:00Z';
