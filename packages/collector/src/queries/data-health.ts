import { deliveries } from '../rollups/deliveries.js';
import { threadCount } from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { rollupRows } from './rollup-rows.js';

const columns = [
  'account',
  'source',
  'machine_id',
  'thread_key',
  'first_at',
  'last_at',
  'events',
  'counted_events',
  'missing_events',
  'missing_since_ms',
  'last_received_at',
  'delay_max_ms',
  'delays_ms',
] as const;

/** Whether the numbers can be trusted, in one row for each source. */
export const dataHealth = defineQuery({
  name: 'data_health',
  summary: 'What each source delivered, what of it counts, what is missing or came twice, and how late it came.',
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
    oldest_missing_at: {
      kind: 'time',
      unit: null,
      description:
        'Moment of the oldest event that is lost, where the source tells it, else of its report; null when none is.',
    },
    duplicate_events: {
      kind: 'int',
      unit: 'events',
      description:
        'Resends that were dropped by their delivery id when they were loaded in the period. Of all sources together, so equal in each row: what is dropped leaves only its number behind. Follows no other filter.',
    },
    first_at: { kind: 'time', unit: null, description: 'First event of the period.' },
    last_at: { kind: 'time', unit: null, description: 'Latest event.' },
    last_received_at: {
      kind: 'time',
      unit: null,
      description:
        'When the latest of them arrived: since then the source has been silent, or its events wait with it.',
    },
    delay_p50_ms: {
      kind: 'int',
      unit: 'ms',
      description: 'Median time between an event and its arrival, estimated from a sample; large for imported history.',
    },
    delay_p95_ms: { kind: 'int', unit: 'ms', description: '95th percentile of that.' },
    delay_max_ms: {
      kind: 'int',
      unit: 'ms',
      description: 'The longest that one of them waited until it was delivered; exact, not from the sample.',
    },
  },
  sql: (input) => {
    const loaded = input.where({
      time: 'loaded_at',
      except: ['project', 'client', 'model', 'thread_source', 'account'],
    });
    return `
SELECT source, machines, threads, event_count AS events, counted AS counted_events, events - counted_events AS set_aside_events,
  missing AS missing_events, if(missing_since = 0, NULL, fromUnixTimestamp64Milli(missing_since, 'UTC')) AS oldest_missing_at,
  (SELECT sum(duplicates) FROM loads WHERE ${loaded}) AS duplicate_events,
  earliest_at AS first_at, latest_at AS last_at, latest_received_at AS last_received_at,
  toInt64(delays[1]) AS delay_p50_ms, toInt64(delays[2]) AS delay_p95_ms, longest_ms AS delay_max_ms
FROM (
  SELECT source,
    uniqExactIf(machine_id, machine_id != '') AS machines,
    ${threadCount} AS threads,
    sum(events) AS event_count,
    sum(counted_events) AS counted,
    sum(missing_events) AS missing,
    minIf(missing_since_ms, missing_since_ms > 0) AS missing_since,
    max(last_received_at) AS latest_received_at,
    max(delay_max_ms) AS longest_ms,
    min(first_at) AS earliest_at,
    max(last_at) AS latest_at,
    quantilesExactWeightedArray(0.5, 0.95)(delays_ms,
      arrayWithConstant(length(delays_ms), toUInt64(intDiv(100 * events, length(delays_ms))))) AS delays
  FROM (${rollupRows(deliveries, columns, input)})
  GROUP BY source
)
ORDER BY events DESC, source`;
  },
});
