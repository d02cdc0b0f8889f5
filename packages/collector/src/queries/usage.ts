import { costedSums, quarterDay, tokenColumns as tokenSums, told, tokenTotals } from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { chosenKey, keyColumns, keyParam, tokenColumns } from './shared-columns.js';

const columns = ['quarter', ...keyColumns, ...tokenSums] as const;

/** Tokens over time, split by one dimension. */
export const usage = defineQuery({
  name: 'usage',
  summary: 'Tokens and what they cost for each day, by model or another dimension.',
  params: { by: keyParam },
  columns: {
    day: { kind: 'date', unit: null, description: 'Day in the asked time zone.' },
    key: { kind: 'string', unit: null, description: 'Value of the dimension; empty when none was told.' },
    ...tokenColumns,
  },
  sql: (input) => `
WITH ${told(input, columns)},
sums AS (${costedSums(input, { columns, by: [`${quarterDay(input)} AS viewer_day`, `${chosenKey(input)} AS chosen_key`] })})
SELECT viewer_day AS day, chosen_key AS key,${tokenTotals}
FROM sums
WHERE uses > 0
GROUP BY day, key
ORDER BY day, total_tokens DESC, key`,
});
