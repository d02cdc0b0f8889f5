import { defineQuery } from './define-query.js';
import { activityCounts, counted, threadCount, tokenSums, tokenUses } from './fragments.js';
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
WITH ${counted(input)}, ${tokenUses(input)}
SELECT * FROM (
  SELECT ${threadCount} AS threads,${activityCounts}
  FROM counted
) AS activity
CROSS JOIN (
  SELECT${tokenSums}
  FROM token_uses
) AS tokens`,
});
