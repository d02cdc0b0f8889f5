/** Questions to the tables of the store, as one would type them into `tacho sql`. */
export function questions(last: { readonly atMs: number; readonly thread: string }): Readonly<Record<string, string>> {
  const dayBefore = `fromUnixTimestamp64Milli(${last.atMs - 24 * 60 * 60 * 1000}, 'UTC')`;
  return {
    'active threads by day':
      'SELECT toDate(quarter) AS on_day, uniqExact(thread_key) AS threads FROM activity GROUP BY on_day ORDER BY on_day',
    'tokens by model and day':
      'SELECT toDate(quarter) AS on_day, model, sum(total_tokens) AS tokens FROM activity WHERE uses > 0 GROUP BY on_day, model ORDER BY on_day, model',
    'p50 and p95 of tools':
      'SELECT tool_kind, tool_name, sum(calls) AS ended, quantilesExactInclusiveArray(0.5, 0.95)(durations_ms) AS ms FROM tool_times GROUP BY tool_kind, tool_name ORDER BY ended DESC',
    'funnel of approvals':
      "SELECT reviewer, status, resolution, count() AS reviews, sum(duration_ms) AS waited_ms FROM counted_events WHERE event_type = 'codex_review_event' GROUP BY reviewer, status, resolution ORDER BY reviews DESC",
    'failing tools':
      'SELECT tool_kind, tool_name, sum(failed) AS failures, failures / sum(calls) AS ratio FROM tool_times GROUP BY tool_kind, tool_name HAVING failures > 0 ORDER BY failures DESC',
    'outcomes of the guardian':
      "SELECT terminal_status, risk_level, count() AS reviews, quantileExact(0.95)(duration_ms) AS p95_ms FROM counted_events WHERE event_type = 'codex_guardian_review' GROUP BY terminal_status, risk_level ORDER BY reviews DESC",
    'timeline of a thread': `SELECT occurred_at, event_type, turn_id, model, duration_ms FROM counted_events WHERE thread_id = '${last.thread}' ORDER BY occurred_at`,
    'last 24 hours': `SELECT event_type, count() AS told FROM counted_events WHERE occurred_at >= ${dayBefore} GROUP BY event_type ORDER BY told DESC`,
  };
}
