import {
  activityTotals,
  costedSums,
  countColumns,
  quarterDay,
  threadCountOfSums,
  threadStates,
  tokenColumns as tokenSums,
  told,
  tokenTotals,
} from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

const columns = ['account', 'quarter', 'thread_key', ...countColumns, ...tokenSums] as const;

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
WITH ${told(input, columns)},
sums AS (${costedSums(input, { columns, by: [`${quarterDay(input)} AS viewer_day`], aggregates: [threadStates] })})
SELECT viewer_day AS day, ${threadCountOfSums} AS threads,${activityTotals},${tokenTotals}
FROM sums
GROUP BY day
ORDER BY day`,
});
