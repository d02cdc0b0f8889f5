import type { Rollup } from '../rollups/rollup.js';
import type { SqlInput } from './define-query.js';

/**
 * SQL: the rows of a roll-up under the filters. Where the period begins or ends within a quarter of an hour, what lies
 * between comes from the events.
 */
export function rollupRows(
  rollup: Rollup & Required<Pick<Rollup, 'edges'>>,
  { cuts, has, param, where }: SqlInput,
): string {
  const conditions = [where({ time: null })];
  const ends: string[] = [];
  const quarters: string[] = [];
  if (has('since')) {
    const since = param('since');
    conditions.push(`quarter >= ${since}`);
    if (cuts('since')) {
      ends.push(`(occurred_at < ${since} + INTERVAL 15 MINUTE AND toStartOfFifteenMinutes(occurred_at) < ${since})`);
      quarters.push(`toStartOfFifteenMinutes(${since})`);
    }
  }
  if (has('until')) {
    const until = param('until');
    conditions.push(`quarter + INTERVAL 15 MINUTE <= ${until}`);
    if (cuts('until')) {
      ends.push(
        `(occurred_at >= ${until} - INTERVAL 15 MINUTE AND toStartOfFifteenMinutes(occurred_at) + INTERVAL 15 MINUTE > ${until})`,
      );
      quarters.push(`toStartOfFifteenMinutes(${until})`);
    }
  }
  const whole = `SELECT * FROM ${rollup.name} WHERE ${conditions.join(' AND ')}`;
  if (ends.length === 0) return whole;
  return `${whole} UNION ALL ${rollup.edges(`${where()} AND (${ends.join(' OR ')})`, quarters.join(', '))}`;
}
