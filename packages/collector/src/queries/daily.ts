import { defineQuery } from './define-query.js';
import { activityCounts, counted, day, threadCount, tokenSums, tokenUses } from './fragments.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

/** The overview, day by day. */
export const daily = defineQuery({
  name: 'daily',
  summary: 'The numbers of the overview for each day that has any.',
  params: {},
  columns: {
    day: { kind: 'date', unit: null, description: 'Day in the asked time zone.' },
    threads: { kind: 'int', unit: 'threads', description: 'Threads with at least one event on that day.' },
    ...activityColumns,
    ...tokenColumns,
  },
  sql: (input) => `
WITH ${counted(input)}, ${tokenUses(input)}
SELECT * FROM (
  SELECT ${day(input)} AS day,
    ${threadCount} AS threads,${activityCounts}
  FROM counted
  GROUP BY day
) AS activity
LEFT JOIN (
  SELECT ${day(input)} AS day,${tokenSums}
  FROM token_uses
  GROUP BY day
) AS tokens USING (day)
ORDER BY day`,
});
