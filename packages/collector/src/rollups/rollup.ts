/**
 * Sums that are kept beside the events, for questions about all of them. They are never added to: whatever a load touched
 * is summed anew from the events, by buckets of a day and a thread, and takes the place of what was there.
 */
export interface Rollup {
  /** Name of the view to ask; its rows are in the table `NAME_rows`. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Columns that tell a row from others, and sort it; day and thread are among them. */
  readonly keys: readonly string[];
  /** Columns that the keys decide: whoever looks for rows by them finds their tombstones, too. */
  readonly decided: readonly string[];
  /** Columns to find rows by that do not sort them: times by the range within some rows, keys by a filter of those. */
  readonly indexes: Readonly<Record<string, 'minmax' | 'bloom_filter'>>;
  /**
   * Sums the events that a condition names (`rows`). What they are compared with is looked for under another one (`turns`):
   * it must hold for all events of the threads that `rows` touches. The columns come in the order of `columns`.
   */
  readonly select: (rows: string, turns: string) => string;
  /**
   * Some columns of the few events at the ends of a period: what `rows` names of those in some quarters of an hour (a list of
   * moments), not added up. Left out where a row has no quarter.
   */
  readonly edges?: (columns: readonly string[], rows: string, quarters: string) => string;
}

/** Rows that are read together. Few, so that a page of threads or an edge of a period reads little beside it. */
const rowsPerGranule = 2048;

/** Table and view of a roll-up. `FINAL` costs little here: the rows are few, and most parts are merged. */
export function rollupStatements({ name, columns, keys, indexes }: Rollup): readonly string[] {
  return [
    `CREATE TABLE IF NOT EXISTS ${name}_rows (
${columns.map((column) => `  ${column.name} ${column.type}`).join(',\n')},
  version UInt64,
  gone UInt8${Object.entries(indexes)
    .map(([column, type]) => `,\n  INDEX of_${column} ${column} TYPE ${type} GRANULARITY 1`)
    .join('')}
) ENGINE = ReplacingMergeTree(version, gone)
PARTITION BY toYYYYMM(day)
ORDER BY (${keys.join(', ')})
SETTINGS index_granularity = ${rowsPerGranule}, min_age_to_force_merge_seconds = 600, min_age_to_force_merge_on_partition_only = 1`,
    `CREATE OR REPLACE VIEW ${name} AS SELECT ${columns.map((column) => column.name).join(', ')} FROM ${name}_rows FINAL`,
  ];
}

/**
 * Sums some buckets anew. Every row that is there gets a tombstone and every new row a later version, in one insert: what
 * is told again stays, what is not told any more goes, and nobody sees a state between.
 */
export function refreshStatement(
  { name, columns, keys, decided, select }: Rollup,
  bucket: string,
  version: number,
): string {
  const names = columns.map((column) => column.name);
  const stays = new Set([...keys, ...decided]);
  const buried = names.map((column) => (stays.has(column) ? column : `defaultValueOfArgumentType(${column})`));
  return `INSERT INTO ${name}_rows (${names.join(', ')}, version, gone)
SELECT *, toUInt64(${version + 1}) AS version, 0 AS gone FROM (${select(bucket, bucket)})
UNION ALL
SELECT ${buried.join(', ')}, toUInt64(${version}), 1 FROM ${name}_rows FINAL WHERE ${bucket}
SETTINGS min_insert_block_size_rows = 10000000, min_insert_block_size_bytes = 1000000000, max_insert_threads = 1`;
}
