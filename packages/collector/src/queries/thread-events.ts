import { defineQuery } from './define-query.js';
import { toolEvents } from './event-groups.js';
import { int, text, textOrEmpty } from './fields.js';
import { counted } from './fragments.js';
import { reviewOutcome } from './reviews.js';
import { pageOfRows } from './row-limits.js';

const kinds = {
  codex_thread_initialized: 'thread',
  codex_turn_event: 'turn',
  codex_turn_steer_event: 'steer',
  codex_compaction_event: 'compaction',
  codex_guardian_review: 'guardian',
  codex_review_event: 'approval',
  codex_hook_run: 'hook',
  codex_accepted_line_fingerprints: 'lines',
  codex_app_mentioned: 'app',
  codex_app_used: 'app',
  codex_plugin_used: 'plugin',
  skill_invocation: 'skill',
  codex_goal_event: 'goal',
  codex_thread_archive_event: 'archive',
  tacho_model_response: 'model',
  ...toolEvents,
} as const;

const quoted = (texts: readonly string[]): string => texts.map((one) => `'${one}'`).join(', ');

/** The story of one thread. */
export const threadEvents = defineQuery({
  name: 'thread_events',
  summary: 'What happened in one thread, in order: turns, tools, waits, reviews, compactions.',
  params: {
    thread: { kind: 'string', description: 'The thread, by its id.', fallback: '' },
    ...pageOfRows(2_000),
  },
  columns: {
    started_at: { kind: 'time', unit: null, description: 'When it began; equal to the end where only that is known.' },
    ended_at: { kind: 'time', unit: null, description: 'When it ended.' },
    kind: {
      kind: 'string',
      unit: null,
      description: 'What it is: turn, command, file change, approval, guardian, compaction, model, …',
    },
    turn_id: { kind: 'string', unit: 'id', description: 'Turn; empty outside of one.' },
    item_id: { kind: 'string', unit: 'id', description: 'Item; empty when it has none.' },
    name: { kind: 'string', unit: null, description: 'Name of the tool, hook, skill, subject or model.' },
    status: { kind: 'string', unit: null, description: 'How it ended.' },
    detail: {
      kind: 'string',
      unit: null,
      description: 'Reason or kind of error, reviewer, mode; empty when there is none.',
    },
    duration_ms: { kind: 'int', unit: 'ms', description: 'How long it took; null for what has no duration.' },
    total_tokens: {
      kind: 'int',
      unit: 'tokens',
      description: 'Tokens of a turn, a guardian review or an answer of a model; null for others.',
    },
    added_lines: { kind: 'int', unit: 'lines', description: 'Lines that a turn added; null for others.' },
    deleted_lines: { kind: 'int', unit: 'lines', description: 'Lines that a turn deleted; null for others.' },
    event_type: { kind: 'string', unit: null, description: 'Type of the event behind it.' },
    source: { kind: 'string', unit: null, description: 'Who told it.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT
  fromUnixTimestamp64Milli(if(isNotNull(${int('started_at_ms')}), assumeNotNull(${int('started_at_ms')}),
    toUnixTimestamp64Milli(occurred_at) - ifNull(took, 0)), 'UTC') AS started_at,
  fromUnixTimestamp64Milli(ifNull(${int('completed_at_ms')}, toUnixTimestamp64Milli(occurred_at)), 'UTC') AS ended_at,
  transform(event_type, [${quoted(Object.keys(kinds))}], [${quoted(Object.values(kinds))}], event_type) AS kind,
  turn_id, ifNull(counted.item_id, '') AS item_id,
  multiIf(
    event_type = 'codex_review_event', ifNull(subject_name, ''),
    event_type = 'codex_hook_run', ${textOrEmpty('hook_name')},
    event_type = 'codex_guardian_review', ${textOrEmpty('reviewed_action.type')},
    event_type = 'skill_invocation', ${textOrEmpty('skill_name')},
    event_type IN ('codex_app_used', 'codex_app_mentioned'), ${textOrEmpty('app_name')},
    event_type = 'codex_plugin_used', ${textOrEmpty('plugin_name')},
    event_type = 'codex_mcp_tool_call_event', concat(${textOrEmpty('mcp_server_name')}, ' / ', ifNull(tool_name, '')),
    isNotNull(tool_name), assumeNotNull(tool_name),
    event_type IN ('codex_turn_event', 'codex_thread_initialized', 'tacho_model_response'), model,
    '') AS name,
  multiIf(
    event_type = 'codex_review_event', ${reviewOutcome},
    event_type = 'codex_thread_initialized', ${textOrEmpty('initialization_mode')},
    event_type = 'codex_turn_steer_event', ${textOrEmpty('result')},
    event_type = 'codex_thread_archive_event', ${textOrEmpty('action')},
    event_type = 'codex_goal_event', ${textOrEmpty('goal_status')},
    coalesce(terminal_status, counted.status, '')) AS status,
  coalesce(failure_kind, codex_error_kind,
    if(event_type = 'codex_review_event', counted.reviewer, NULL),
    if(event_type = 'codex_guardian_review', coalesce(${text('failure_reason')}, risk_level), NULL),
    if(event_type = 'codex_compaction_event', ${text('reason')}, NULL),
    if(event_type = 'codex_turn_steer_event', ${text('rejection_reason')}, NULL),
    if(event_type = 'tacho_model_response', purpose, NULL),
    if(event_type IN ('skill_invocation', 'codex_app_used'), ${text('invoke_type')}, NULL), '') AS detail,
  took AS duration_ms,
  input_tokens + output_tokens AS total_tokens,
  accepted_added_lines AS added_lines,
  accepted_deleted_lines AS deleted_lines,
  event_type, source
FROM (SELECT *, coalesce(counted.duration_ms, ${int('completion_latency_ms')}) AS took FROM counted
  WHERE thread_id = ${input.param('thread')} AND thread_id != '') AS counted
ORDER BY started_at, ended_at, kind, delivery_id
LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}`,
});
