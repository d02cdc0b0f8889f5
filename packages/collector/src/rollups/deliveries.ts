import { int, intOrZero } from '../queries/fields.js';
import { clockIsAhead } from '../queries/clock-ahead.js';
import { filterDimensions, quarterColumns, quarterKeys, quarterOfEvent } from './quarter-columns.js';
import type { Rollup } from './rollup.js';

const isGap = `event_type = 'tacho_delivery_gap'`;

const delayMs = 'toUInt64(greatest(0, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(occurred_at)))';

const dimensions = filterDimensions.join(', ');

const isAhead = `counted = 1 AND ${clockIsAhead}`;

/** Delays that a row keeps, so that quantiles of all can be estimated: a thread rarely tells more within a quarter of an hour. */
const delaysKept = 8;

/** What each source delivered within a quarter of an hour of a thread, what was set aside included. */
export const deliveries = {
  name: 'deliveries',
  columns: [
    ...quarterColumns,
    { name: 'source', type: 'LowCardinality(String)' },
    { name: 'machine_id', type: 'LowCardinality(String)' },
    { name: 'thread_key', type: 'UInt64' },
    { name: 'first_at', type: "DateTime64(3, 'UTC')" },
    { name: 'last_at', type: "DateTime64(3, 'UTC')" },
    { name: 'events', type: 'UInt32' },
    { name: 'counted_events', type: 'UInt32' },
    { name: 'missing_events', type: 'Int64' },
    { name: 'missing_since_ms', type: 'Int64' },
    { name: 'last_received_at', type: "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))" },
    { name: 'delay_max_ms', type: 'UInt64 CODEC(ZSTD(1))' },
    { name: 'delays_ms', type: 'Array(UInt64) CODEC(ZSTD(1))' },
    // Events that count and whose clock was ahead; nearly always none.
    { name: 'ahead_events', type: 'UInt32' },
    { name: 'ahead_first_at', type: "DateTime64(3, 'UTC')" },
    { name: 'ahead_last_at', type: "DateTime64(3, 'UTC')" },
    { name: 'checksum', type: 'UInt64 CODEC(NONE)' },
  ],
  keys: [...quarterKeys, 'source', 'machine_id', ...filterDimensions],
  decided: ['thread_key'],
  indexes: { quarter: 'minmax' },
  select: deliveredBy,
  edges: (columns, rows) => `SELECT ${columns.join(', ')} FROM (${deliveredBy(rows)})`,
} satisfies Rollup;

/** SQL: what was delivered of `rows`. */
function deliveredBy(rows: string): string {
  return `
SELECT account, day, thread_id, ${quarterOfEvent} AS quarter, ${dimensions},
  source, machine_id, cityHash64(account, thread_id) AS thread_key, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
  count() AS events, countIf(counted = 1) AS counted_events,
  sumIf(${intOrZero('dropped_events')}, ${isGap}) AS missing_events,
  minIf(ifNull(${int('first_occurred_at_ms')}, toUnixTimestamp64Milli(occurred_at)), ${isGap}) AS missing_since_ms,
  max(received_at) AS last_received_at, max(${delayMs}) AS delay_max_ms,
  groupArraySample(${delaysKept}, 1)(${delayMs}) AS delays_ms,
  countIf(${isAhead}) AS ahead_events, minIf(occurred_at, ${isAhead}) AS ahead_first_at, maxIf(occurred_at, ${isAhead}) AS ahead_last_at,
  sum(cityHash64(delivery_hash, counted)) AS checksum
FROM events WHERE ${rows}
GROUP BY account, day, thread_id, quarter, ${dimensions}, source, machine_id`;
}
