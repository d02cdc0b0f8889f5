import { deliveries } from '../rollups/deliveries.js';
import { threadCount } from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { rollupRows } from './rollup-rows.js';

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
      description: 'Median time between an event and its arrival, estimated from a sample; large for imported history.',
    },
    delay_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that.' },
  },
  sql: (input) => `
SELECT source, machines, threads, event_count AS events, counted AS counted_events, events - counted_events AS set_aside_events,
  missing AS missing_events, earliest_at AS first_at, latest_at AS last_at, toInt64(delays[1]) AS delay_p50_ms,
  toInt64(delays[2]) AS delay_p95_ms
FROM (
  SELECT source,
    uniqExactIf(machine_id, machine_id != '') AS machines,
    ${threadCount} AS threads,
    sum(events) AS event_count,
    sum(counted_events) AS counted,
    sum(missing_events) AS missing,
    min(first_at) AS earliest_at,
    max(last_at) AS latest_at,
    quantilesExactWeightedArray(0.5, 0.95)(delays_ms,
      arrayWithConstant(length(delays_ms), toUInt64(intDiv(100 * events, length(delays_ms))))) AS delays
  FROM (${rollupRows(deliveries, input)})
  GROUP BY source
)
ORDER BY events DESC, source`,
});
