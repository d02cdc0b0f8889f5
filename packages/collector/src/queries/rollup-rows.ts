import type { Rollup } from '../rollups/rollup.js';
import type { SqlInput } from './define-query.js';

/**
 * SQL: the rows of a roll-up under the filters. Where the period begins or ends within a quarter of an hour, what lies
 * between is summed from the events.
 */
export function rollupRows(rollup: Rollup, { cuts, has, param, where }: SqlInput): string {
  const conditions = [where({ time: null })];
  const ends: string[] = [];
  if (has('since')) {
    const since = param('since');
    conditions.push(`quarter >= ${since}`);
    if (cuts('since')) {
      ends.push(`(occurred_at < ${since} + INTERVAL 15 MINUTE AND toStartOfFifteenMinutes(occurred_at) < ${since})`);
    }
  }
  if (has('until')) {
    const until = param('until');
    conditions.push(`quarter + INTERVAL 15 MINUTE <= ${until}`);
    if (cuts('until')) {
      ends.push(
        `(occurred_at >= ${until} - INTERVAL 15 MINUTE AND toStartOfFifteenMinutes(occurred_at) + INTERVAL 15 MINUTE > ${until})`,
      );
    }
  }
  const whole = `SELECT * FROM ${rollup.name} WHERE ${conditions.join(' AND ')}`;
  if (ends.length === 0) return whole;
  const rows = `${where()} AND (${ends.join(' OR ')})`;
  const threads = `(day, thread_id) IN (SELECT day, thread_id FROM counted_events WHERE ${rows})`;
  return `${whole} UNION ALL ${rollup.select(rows, threads)}`;
}
