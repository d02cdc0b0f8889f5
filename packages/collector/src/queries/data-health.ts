import { defineQuery } from './define-query.js';
import { int } from './fields.js';

/** Whether the numbers can be trusted, in one row for each source. */
export const dataHealth = defineQuery({
  name: 'data_health',
  summary: 'What each source delivered, what of it counts, what is missing, and how late it came.',
  params: {},
  columns: {
    source: {
      kind: 'string',
      unit: null,
      description: '`library`, `tap`, `native` (the real Codex itself) or `rollout` (session logs).',
    },
    machines: {
      kind: 'int',
      unit: 'machines',
      description: 'Machines that delivered; the native form does not name its machine.',
    },
    threads: { kind: 'int', unit: 'threads', description: 'Threads with at least one event from this source.' },
    events: { kind: 'int', unit: 'events', description: 'Events in the store.' },
    counted_events: { kind: 'int', unit: 'events', description: 'Those that count.' },
    set_aside_events: {
      kind: 'int',
      unit: 'events',
      description: 'Those set aside, because a better source tells the same turn.',
    },
    missing_events: {
      kind: 'int',
      unit: 'events',
      description: 'Events that the source says are lost (`tacho_delivery_gap`).',
    },
    first_at: { kind: 'time', unit: null, description: 'First event of the period.' },
    last_at: { kind: 'time', unit: null, description: 'Latest event.' },
    delay_p50_ms: {
      kind: 'int',
      unit: 'ms',
      description: 'Median time between an event and its arrival; large for imported history.',
    },
    delay_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that.' },
  },
  sql: ({ where }) => `
SELECT told.source AS source, machines, threads, events, counted_events, events - counted_events AS set_aside_events,
  missing_events, first_at, last_at, delay_p50_ms, delay_p95_ms
FROM (
  SELECT source,
    uniqExactIf(machine_id, machine_id != '') AS machines,
    uniqExactIf(cityHash64(account, thread_id), thread_id != '') AS threads,
    count() AS events,
    countIf(counted = 1) AS counted_events,
    min(occurred_at) AS first_at,
    max(occurred_at) AS last_at,
    toInt64(delays[1]) AS delay_p50_ms,
    toInt64(delays[2]) AS delay_p95_ms,
    quantiles(0.5, 0.95)(greatest(0, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(occurred_at))) AS delays
  FROM events
  WHERE ${where()}
  GROUP BY source
) AS told
LEFT JOIN (
  SELECT source, ifNull(sum(${int('dropped_events')}), 0) AS missing_events
  FROM events
  WHERE event_type = 'tacho_delivery_gap' AND ${where()}
  GROUP BY source
) AS gaps USING (source)
ORDER BY events DESC, source`,
});
