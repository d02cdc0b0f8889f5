import {
  activityTotals,
  costedSums,
  countColumns,
  threadCountOfSums,
  threadStates,
  tokenColumns as tokenSums,
  told,
  tokenTotals,
} from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

const columns = ['account', 'thread_key', ...countColumns, ...tokenSums] as const;

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
WITH ${told(input, columns)},
sums AS (${costedSums(input, { columns, aggregates: [threadStates] })})
SELECT ${threadCountOfSums} AS threads,${activityTotals},${tokenTotals}
FROM sums`,
});
