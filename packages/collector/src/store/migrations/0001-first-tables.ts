import { baseColumns } from '../columns.js';
import type { Migration } from './index.js';

/**
 * `events` is sorted by type first: nearly every question is about one or two types, and reads only their rows. The day
 * is that of the thread, so that all sources put an event into the same partition.
 */
export const firstTables: Migration = {
  number: 1,
  name: 'first-tables',
  statements: [
    `CREATE TABLE IF NOT EXISTS events (
${baseColumns.map((column) => `  ${column.name} ${column.type}`).join(',\n')},
  props String CODEC(ZSTD(3)),
  INDEX occurred_range occurred_at TYPE minmax GRANULARITY 1
) ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (event_type, account, day, thread_id)
SETTINGS index_granularity = 2048, non_replicated_deduplication_window = 1000`,
    `CREATE TABLE IF NOT EXISTS threads (
  account LowCardinality(String),
  thread_id String,
  client LowCardinality(String),
  model LowCardinality(String),
  thread_source LowCardinality(String),
  project LowCardinality(String),
  parent_thread_id String,
  root_thread_id String,
  updated UInt64
) ENGINE = ReplacingMergeTree(updated)
ORDER BY (account, thread_id)
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 1000`,
    `CREATE TABLE IF NOT EXISTS speakers (
  account LowCardinality(String),
  thread_id String,
  turn_id String,
  own UInt8,
  rank UInt8
) ENGINE = AggregatingMergeTree
ORDER BY (account, thread_id, turn_id, own, rank)
SETTINGS index_granularity = 256, non_replicated_deduplication_window = 1000`,
    `CREATE TABLE IF NOT EXISTS loads (
  log_id String,
  segment UInt32,
  from_offset UInt64,
  to_offset UInt64,
  events UInt32,
  stored UInt32,
  duplicates UInt32,
  set_aside UInt32,
  loaded_at DateTime64(3, 'UTC')
) ENGINE = MergeTree
ORDER BY (log_id, segment, from_offset)
SETTINGS index_granularity = 2048, non_replicated_deduplication_window = 1000`,
    `CREATE VIEW IF NOT EXISTS counted_events AS SELECT * FROM events WHERE counted = 1`,
  ],
};
