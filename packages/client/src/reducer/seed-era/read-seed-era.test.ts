import { expect, it } from 'vitest';

import { readSeedEra } from './read-seed-era.js';

const draft = {
  event_type: 'codex_guardian_review',
  event_params: {
    thread_id: 'thread-1',
    turn_id: 'turn-1',
    review_id: 'review-1',
    target_item_id: 'call-1',
    product_client_id: 'codex-tui',
    trigger: 'unified_exec',
    retry_reason: 'secret reason',
    delegated_review: true,
    reviewed_action: {
      type: 'unified_exec',
      command: ['rm', 'secret'],
      cwd: '/secret',
      tty: true,
      justification: 'secret',
    },
    reviewed_action_truncated: false,
    decision: 'denied',
    terminal_status: 'failed_closed',
    failure_kind: 'parse_error',
    risk_score: 90,
    risk_level: 'high',
    rationale: 'secret rationale',
    guardian_thread_id: 'guardian-1',
    guardian_session_kind: 'trunk_spawned',
    guardian_model: 'gpt-5.4',
    guardian_tool_call_count: 3,
    guardian_tool_call_counts: { shell: 3 },
    guardian_time_to_first_token_ms: 20,
    guardian_completion_latency_ms: 300,
    review_timeout_ms: 90_000,
    started_at: 1,
    completed_at: 2,
    input_tokens: 10,
  },
};

it('guardian review fact serialisation (draft shape)', () => {
  const { event_params: params } = readSeedEra(draft);
  expect(params).toMatchObject({
    session_id: 'thread-1',
    app_server_client: { product_client_id: 'codex-tui' },
    approval_request_source: 'delegated_subagent',
    reviewed_action: { type: 'unified_exec', tty: true },
    failure_reason: 'parse_error',
    guardian_session_kind: 'trunk_new',
    tool_call_count: 3,
    time_to_first_token_ms: 20,
    completion_latency_ms: 300,
    input_tokens: 10,
    output_tokens: null,
  });
  expect(JSON.stringify(params)).not.toContain('secret');
});

it('the shape of today comes back as it is', () => {
  const event = { event_type: 'codex_guardian_review', event_params: { thread_id: 'thread-1', failure_reason: null } };
  expect(readSeedEra(event)).toBe(event);
});

it('the first name of reviews and their triggers are understood', () => {
  const event = {
    event_type: 'codex_tool_review_event',
    event_params: { review_id: 'user:1', trigger: 'sandbox_retry', resolution: 'network_policy_deny' },
  };
  expect(readSeedEra(event)).toEqual({
    event_type: 'codex_review_event',
    event_params: { review_id: 'user:1', trigger: 'sandbox_denial', resolution: 'network_policy_amendment' },
  });
});

it('events of threads had no session at first: a thread is its own', () => {
  const event = { event_type: 'codex_turn_event', event_params: { thread_id: 'thread-1' } };
  expect(readSeedEra(event).event_params).toEqual({ thread_id: 'thread-1', session_id: 'thread-1' });
});
