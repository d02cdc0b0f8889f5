import type { Exception } from './compare-events.js';

const responseIds = 'ids of model responses are not sent to a client';
const modelTimes = 'no message says when the answer of the model ended and the tools began';

const overheads = 'small on an idle machine, and no message tells it exactly';
const overheadMsMax = 2_000;

/** What the traffic of codex 0.169 does not carry, and why. The table may get shorter. */
export const uncarried: readonly Exception[] = [
  { event_type: 'codex_turn_event', path: 'sampling_ms', reason: modelTimes },
  { event_type: 'codex_turn_event', path: 'tool_blocking_ms', reason: modelTimes },
  { event_type: 'codex_turn_event', path: 'before_first_sampling_ms', reason: overheads, withinMs: overheadMsMax },
  { event_type: 'codex_turn_event', path: 'between_sampling_overhead_ms', reason: overheads, withinMs: overheadMsMax },
  { event_type: 'codex_turn_event', path: 'after_last_sampling_ms', reason: overheads, withinMs: overheadMsMax },
  { event_type: 'codex_command_execution_event', path: 'originating_response_id', reason: responseIds },
  { event_type: 'codex_command_execution_event', path: 'subsequent_response_id', reason: responseIds },
  { event_type: 'codex_file_change_event', path: 'originating_response_id', reason: responseIds },
  { event_type: 'codex_file_change_event', path: 'subsequent_response_id', reason: responseIds },
];
