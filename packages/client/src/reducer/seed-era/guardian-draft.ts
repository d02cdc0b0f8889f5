import type { WireEvent } from '../../envelope/index.js';

type Params = WireEvent['event_params'];

/** Kinds of session that have another name today. */
const sessionKinds: Readonly<Record<string, string>> = { trunk_spawned: 'trunk_new' };

/** What of an action may be kept; the draft also held commands, folders, files, patches, hosts and arguments. */
const actionKeys = [
  'type',
  'sandbox_permissions',
  'additional_permissions',
  'tty',
  'source',
  'program',
  'protocol',
  'port',
  'server',
  'tool_name',
  'connector_id',
  'connector_name',
  'tool_title',
] as const;

/**
 * The guardian review as drafted in April 2026: flat, without session, client and runtime, with names of its own, and with
 * the full action. It is told from the later shape by keys that only the draft has.
 */
export function fromGuardianDraft(event: WireEvent): WireEvent {
  const params = event.event_params;
  if (!('trigger' in params) && !('failure_kind' in params)) return event;
  const threadId = params['thread_id'];
  return {
    event_type: 'codex_guardian_review',
    event_params: {
      session_id: params['session_id'] ?? threadId,
      app_server_client: params['app_server_client'] ?? unknownClient(params['product_client_id']),
      runtime: params['runtime'] ?? unknownRuntime,
      thread_id: threadId,
      turn_id: params['turn_id'],
      review_id: params['review_id'],
      target_item_id: params['target_item_id'] ?? null,
      approval_request_source: params['delegated_review'] === true ? 'delegated_subagent' : 'main_turn',
      reviewed_action: reducedAction(params['reviewed_action'], params['trigger']),
      reviewed_action_truncated: params['reviewed_action_truncated'] === true,
      decision: params['decision'],
      terminal_status: params['terminal_status'],
      failure_reason: params['failure_kind'] ?? null,
      risk_level: params['risk_level'] ?? null,
      user_authorization: params['user_authorization'] ?? null,
      outcome: params['outcome'] ?? null,
      guardian_thread_id: params['guardian_thread_id'] ?? null,
      guardian_session_kind: sessionKind(params['guardian_session_kind']),
      guardian_model: params['guardian_model'] ?? null,
      guardian_reasoning_effort: params['guardian_reasoning_effort'] ?? null,
      had_prior_review_context: params['had_prior_review_context'] ?? null,
      review_timeout_ms: params['review_timeout_ms'],
      tool_call_count: params['guardian_tool_call_count'] ?? null,
      time_to_first_token_ms: params['guardian_time_to_first_token_ms'] ?? null,
      completion_latency_ms: params['guardian_completion_latency_ms'] ?? null,
      started_at: params['started_at'],
      completed_at: params['completed_at'] ?? null,
      ...tokens(params),
    },
  };
}

const unknownRuntime = { codex_rs_version: '0.0.0', runtime_os: null, runtime_os_version: null, runtime_arch: null };

function unknownClient(productClientId: unknown) {
  return {
    product_client_id: typeof productClientId === 'string' ? productClientId : '',
    client_name: null,
    client_version: null,
    rpc_transport: 'stdio',
    experimental_api_enabled: null,
  };
}

function sessionKind(kind: unknown): unknown {
  return typeof kind === 'string' ? (sessionKinds[kind] ?? kind) : null;
}

function reducedAction(action: unknown, trigger: unknown): Readonly<Record<string, unknown>> {
  const full = typeof action === 'object' && action !== null ? (action as Readonly<Record<string, unknown>>) : {};
  const kept = Object.fromEntries(actionKeys.filter((key) => key in full).map((key) => [key, full[key]]));
  return 'type' in kept ? kept : { type: typeof trigger === 'string' ? trigger : 'unknown', ...kept };
}

function tokens(params: Params): Params {
  const names = ['input_tokens', 'cached_input_tokens', 'output_tokens', 'reasoning_output_tokens', 'total_tokens'];
  return Object.fromEntries(names.map((name) => [name, params[name] ?? null]));
}
