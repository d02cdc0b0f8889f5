/** Parts of SQL that several queries must share, so that their numbers agree. */
import type { SqlInput } from './define-query.js';

/**
 * SQL: the events that count, to be followed by further conditions. Not by the view `counted_events`: of each view that a
 * statement names the engine looks at all columns, and that costs some questions more time than to read the rows.
 */
export const countedEvents = 'events WHERE counted = 1';

/** `counted`: the events that count (one source a turn, no resends) under the filters. */
export function counted({ where }: SqlInput): string {
  return `counted AS (
  SELECT * FROM ${countedEvents} AND ${where()}
)`;
}

/** SQL: the day of a row in the viewer's time zone. */
export function day({ param }: SqlInput): string {
  return `toDate(occurred_at, ${param('tz')})`;
}

/** SQL: the sum over the rows that meet a condition; values that are null add nothing. */
export function total(value: string, condition: string): string {
  return `ifNull(sumIf(${value}, ${condition}), 0)`;
}

/**
 * SQL: a quantile of whole milliseconds over the rows that have a value (and meet a condition); null when there are
 * none. Exact, with interpolation between the two values next to it.
 */
export function quantileMs(level: number, value: string, condition = '1'): string {
  const given = `isNotNull(${value}) AND (${condition})`;
  return `if(countIf(${given}) = 0, NULL, toInt64(round(quantileExactInclusiveIf(${level})(assumeNotNull(${value}), ${given}))))`;
}
