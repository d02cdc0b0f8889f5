/**
 * Columns that every event has, whatever its type. `''` stands for "none" in the id and dimension columns: they are
 * part of keys or are filtered by, and a null would only cost.
 */
export const baseColumns = [
  { name: 'event_type', type: 'LowCardinality(String)' },
  { name: 'account', type: 'LowCardinality(String)' },
  { name: 'day', type: 'Date' },
  { name: 'thread_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'turn_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'delivery_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'delivery_hash', type: 'UInt64 CODEC(NONE)' },
  { name: 'source', type: 'LowCardinality(String)' },
  { name: 'occurred_at', type: "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))" },
  { name: 'received_at', type: "DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1))" },
  { name: 'counted', type: 'UInt8' },
  { name: 'speaker', type: 'UInt64 CODEC(ZSTD(1))' },
  { name: 'client', type: 'LowCardinality(String)' },
  { name: 'model', type: 'LowCardinality(String)' },
  { name: 'thread_source', type: 'LowCardinality(String)' },
  { name: 'project', type: 'LowCardinality(String)' },
  { name: 'parent_thread_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'root_thread_id', type: 'String CODEC(ZSTD(1))' },
  { name: 'source_version', type: 'LowCardinality(String)' },
  { name: 'wire_version', type: 'LowCardinality(String)' },
  { name: 'machine_id', type: 'LowCardinality(String)' },
  { name: 'privacy', type: 'LowCardinality(String)' },
] as const;

/** Name of a column that every event has. */
export type BaseColumn = (typeof baseColumns)[number]['name'];

/** A field of the event parameters that has a column of its own; everything else is in `props`. */
export interface PromotedColumn {
  readonly column: string;
  /** Where the value stands in the event's parameters, by type of event or for all; the first that is there is taken. */
  readonly paths: readonly (readonly string[])[];
  readonly kind: 'string' | 'int' | 'bool';
}

const columnTypes = {
  string: 'LowCardinality(Nullable(String))',
  int: 'Nullable(Int64) CODEC(ZSTD(1))',
  bool: 'Nullable(Bool)',
} as const satisfies Record<PromotedColumn['kind'], string>;

/** Type of a promoted column. Ids are told by their name: a dictionary of unique texts would only grow. */
export function promotedColumnType(column: PromotedColumn): string {
  if (column.kind === 'string' && column.column.endsWith('_id')) return 'Nullable(String) CODEC(ZSTD(1))';
  return columnTypes[column.kind];
}

/**
 * Columns that are filled from the parameters but belong to the base: they describe the thread and are completed from
 * its other events where an event does not carry them.
 */
export const dimensionColumns = [
  'client',
  'model',
  'thread_source',
  'project',
  'parent_thread_id',
  'root_thread_id',
] as const satisfies readonly BaseColumn[];

/** Name of a column that describes the thread. */
export type DimensionColumn = (typeof dimensionColumns)[number];
