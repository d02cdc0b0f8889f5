/** Columns that begin each row about a thread: which one it is. */
const threadColumns = [
  { name: 'account', type: 'LowCardinality(String)' },
  { name: 'day', type: 'Date' },
  { name: 'thread_id', type: 'String CODEC(ZSTD(1))' },
] as const;

/** The dimensions that people filter by. */
const filterColumns = [
  { name: 'project', type: 'LowCardinality(String)' },
  { name: 'client', type: 'LowCardinality(String)' },
  { name: 'model', type: 'LowCardinality(String)' },
  { name: 'thread_source', type: 'LowCardinality(String)' },
] as const;

const namesOf = <Name extends string>(columns: readonly { readonly name: Name }[]): readonly Name[] =>
  columns.map(({ name }) => name);

/** Names of the dimensions that people filter by. */
export const filterDimensions = namesOf(filterColumns);

/** First columns of a row that stands for a quarter of an hour of a thread. */
export const quarterColumns = [
  ...threadColumns,
  { name: 'quarter', type: "DateTime('UTC') CODEC(Delta, ZSTD(1))" },
  ...filterColumns,
] as const;

/** What sorts such rows before all else. */
export const quarterKeys = [...namesOf(threadColumns), 'quarter'] as const;

/** SQL: the quarter of an hour of an event; the last one that there is where a source tells another unit than milliseconds. */
export const quarterOfEvent = `toStartOfFifteenMinutes(toDateTime(least(toUnixTimestamp64Second(occurred_at), 4294967295), 'UTC'))`;

/** First columns of a row that stands for a turn. */
export const turnColumns = [
  ...threadColumns,
  { name: 'turn_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'turn_key', type: 'UInt64' },
  ...filterColumns,
] as const;
