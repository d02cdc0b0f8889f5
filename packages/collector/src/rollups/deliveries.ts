import { int, intOrZero } from '../queries/fields.js';
import type { Rollup } from './rollup.js';

const isGap = `event_type = 'tacho_delivery_gap'`;

const delayMs = 'toUInt64(greatest(0, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(occurred_at)))';

const dimensions = 'project, client, model, thread_source';

/** Delays that a row keeps, so that quantiles of all can be estimated: a thread rarely tells more within a quarter of an hour. */
const delaysKept = 8;

/** What each source delivered within a quarter of an hour of a thread, what was set aside included. */
export const deliveries = {
  name: 'deliveries',
  columns: [
    { name: 'account', type: 'LowCardinality(String)' },
    { name: 'day', type: 'Date' },
    { name: 'thread_id', type: 'String CODEC(ZSTD(1))' },
    { name: 'quarter', type: "DateTime('UTC') CODEC(Delta, ZSTD(1))" },
    { name: 'project', type: 'LowCardinality(String)' },
    { name: 'client', type: 'LowCardinality(String)' },
    { name: 'model', type: 'LowCardinality(String)' },
    { name: 'thread_source', type: 'LowCardinality(String)' },
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
    { name: 'checksum', type: 'UInt64 CODEC(NONE)' },
  ],
  keys: [
    'account',
    'day',
    'thread_id',
    'quarter',
    'source',
    'machine_id',
    'project',
    'client',
    'model',
    'thread_source',
  ],
  indexes: { quarter: 'minmax' },
  select: deliveredBy,
  edges: deliveredBy,
} satisfies Rollup;

/** SQL: what was delivered of `rows`. */
function deliveredBy(rows: string): string {
  return `
SELECT account, day, thread_id, toStartOfFifteenMinutes(toDateTime(occurred_at, 'UTC')) AS quarter, ${dimensions},
  source, machine_id, cityHash64(account, thread_id) AS thread_key, min(occurred_at) AS first_at, max(occurred_at) AS last_at,
  count() AS events, countIf(counted = 1) AS counted_events,
  sumIf(${intOrZero('dropped_events')}, ${isGap}) AS missing_events,
  minIf(ifNull(${int('first_occurred_at_ms')}, toUnixTimestamp64Milli(occurred_at)), ${isGap}) AS missing_since_ms,
  max(received_at) AS last_received_at, max(${delayMs}) AS delay_max_ms,
  groupArraySample(${delaysKept}, 1)(${delayMs}) AS delays_ms,
  sum(cityHash64(delivery_hash, counted)) AS checksum
FROM events WHERE ${rows}
GROUP BY account, day, thread_id, quarter, ${dimensions}, source, machine_id`;
}
