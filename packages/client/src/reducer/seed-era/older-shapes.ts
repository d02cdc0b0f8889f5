import type { WireEvent } from '../../envelope/index.js';

/** Types that had no `session_id` in April 2026. A thread that says nothing of a session is its own. */
const withSession: ReadonlySet<string> = new Set([
  'codex_thread_initialized',
  'codex_turn_event',
  'codex_turn_steer_event',
  'codex_compaction_event',
]);

/** Fills in the one key whose absence would make an old event one of nobody's session. */
export function withMissingKeys(event: WireEvent): WireEvent {
  const { event_type: type, event_params: params } = event;
  if (!withSession.has(type) || 'session_id' in params || typeof params['thread_id'] !== 'string') return event;
  return { ...event, event_params: { ...params, session_id: params['thread_id'] } };
}
