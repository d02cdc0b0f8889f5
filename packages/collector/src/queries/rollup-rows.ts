import type { Rollup } from '../rollups/rollup.js';
import type { SqlInput } from './define-query.js';

/** A roll-up whose rows stand for quarters of an hour. */
type QuarterRollup = Rollup & Required<Pick<Rollup, 'edges'>>;

/** The columns of a roll-up, by their names. */
type ColumnOf<Kind extends Rollup> = Kind['columns'][number]['name'];

/**
 * SQL: some columns of a roll-up's rows under the filters. Where the period begins or ends within a quarter of an hour, what
 * lies between comes from the events. Only columns that are asked for: the engine plans each one wherever it stands. For the
 * same reason the table stands here and not its view. All conditions are about what every version of a row has in common, so
 * they may be looked at before versions are compared, and before the other columns are read (`PREWHERE`): those of the filters
 * are, and `only` must be.
 */
export function rollupRows<Kind extends QuarterRollup>(
  rollup: Kind,
  columns: readonly ColumnOf<Kind>[],
  { cuts, has, param, quarterOf, where }: SqlInput,
  only?: string,
): string {
  const conditions = [where({ time: null }), ...(only === undefined ? [] : [only])];
  const ends: string[] = [];
  const quarters: string[] = [];
  if (has('since')) {
    conditions.push(`quarter >= ${param('since')}`);
    if (cuts('since')) {
      ends.push(`occurred_at < ${quarterOf('since')} + INTERVAL 15 MINUTE`);
      quarters.push(`toDateTime(${quarterOf('since')}, 'UTC')`);
    }
  }
  if (has('until')) {
    conditions.push(`quarter < ${quarterOf('until')}`);
    if (cuts('until')) {
      ends.push(`occurred_at >= ${quarterOf('until')}`);
      quarters.push(`toDateTime(${quarterOf('until')}, 'UTC')`);
    }
  }
  const whole = `SELECT ${columns.join(', ')} FROM ${rollup.name}_rows FINAL PREWHERE ${conditions.join(' AND ')}`;
  if (ends.length === 0) return whole;
  const edges = rollup.edges(columns, `${where()} AND (${ends.join(' OR ')})`, quarters.join(', '));
  return `${whole} UNION ALL ${only === undefined ? edges : `SELECT * FROM (${edges}) WHERE ${only}`}`;
}
