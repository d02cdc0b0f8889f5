import { activityTotals, costedSums, threadCountOfSums, threadStates, told, tokenTotals } from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

/** The headline numbers of a period, in one row. */
export const overview = defineQuery({
  name: 'overview',
  summary: 'What happened in a period, in one row.',
  params: {},
  columns: {
    threads: { kind: 'int', unit: 'threads', description: 'Threads with at least one event in the period.' },
    ...activityColumns,
    ...tokenColumns,
  },
  sql: (input) => `
WITH ${told(input)},
sums AS (${costedSums(input, { aggregates: [threadStates] })})
SELECT ${threadCountOfSums} AS threads,${activityTotals},${tokenTotals}
FROM sums`,
});
