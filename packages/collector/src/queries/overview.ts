import { defineQuery } from './define-query.js';

/** The headline numbers of a period, in one row. */
export const overview = defineQuery({
  name: 'overview',
  summary: 'Threads, turns, tokens, commands and failures of a period, in one row.',
  params: {},
  columns: {
    threads: { kind: 'int', unit: null, description: 'Threads with at least one event.' },
    turns: { kind: 'int', unit: null, description: 'Turns that ended (`codex_turn_event`).' },
    total_tokens: { kind: 'int', unit: 'tokens', description: 'Tokens of those turns (`total_tokens`).' },
    commands: { kind: 'int', unit: null, description: 'Commands that ended (`codex_command_execution_event`).' },
    failures: {
      kind: 'int',
      unit: null,
      description: 'Turns with status `failed` and tool calls with terminal status `failed`.',
    },
  },
  sql: ({ where }) => `
SELECT
  uniqExactIf(thread_id, thread_id != '') AS threads,
  countIf(event_type = 'codex_turn_event') AS turns,
  sumIf(total_tokens, event_type = 'codex_turn_event') AS total_tokens,
  countIf(event_type = 'codex_command_execution_event') AS commands,
  countIf((event_type = 'codex_turn_event' AND status = 'failed') OR terminal_status = 'failed') AS failures
FROM counted_events
WHERE ${where()}`,
});
