/**
 * How SQL reaches a field of an event: by its column where the store has one, otherwise in `props`. Which one it is may
 * change with a migration; queries name the field only.
 */
import { promotedColumns } from '../store/promoted-columns.js';

const columnOf = new Map(
  promotedColumns.flatMap((promoted) => promoted.paths.map((path) => [path.join('.'), promoted.column] as const)),
);

function reach(path: string, type: string): string {
  const column = columnOf.get(path);
  if (column !== undefined) return column;
  const keys = path.split('.').map((key) => `'${key}'`);
  return `JSONExtract(props, ${keys.join(', ')}, '${type}')`;
}

/** A text; null when the event has none. */
export const text = (path: string): string => reach(path, 'Nullable(String)');

/** A text; empty when the event has none. */
export const textOrEmpty = (path: string): string => `ifNull(${text(path)}, '')`;

/** A whole number; null when the event has none. */
export const int = (path: string): string => reach(path, 'Nullable(Int64)');

/** A whole number; 0 when the event has none. */
export const intOrZero = (path: string): string => `ifNull(${int(path)}, 0)`;
