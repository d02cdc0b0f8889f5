import { costedSums, tokenColumns as tokenSums, told, tokenTotals } from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { chosenKey, keyColumns, keyParam, tokenColumns } from './shared-columns.js';

const columns = [...keyColumns, ...tokenSums] as const;

/** What kinds of tokens were used, and how much the cache saved. */
export const tokenMix = defineQuery({
  name: 'token_mix',
  summary:
    'Tokens of a period by kind (uncached, cached, cache write, output, reasoning), by model or another dimension.',
  params: { by: keyParam },
  columns: {
    key: { kind: 'string', unit: null, description: 'Value of the dimension; empty when none was told.' },
    uses: {
      kind: 'int',
      unit: 'uses',
      description: 'Uses of tokens that were told: answers of models, or turns where only those are told.',
    },
    uncached_input_tokens: { kind: 'int', unit: 'tokens', description: 'Input that was not read from the cache.' },
    cache_hit_ratio: {
      kind: 'float',
      unit: 'ratio',
      description: 'Share of the input that was read from the cache; null without input.',
    },
    ...tokenColumns,
  },
  sql: (input) => `
WITH ${told(input, columns)},
sums AS (${costedSums(input, { columns, by: [`${chosenKey(input)} AS chosen_key`] })})
SELECT *,
  input_tokens - cached_input_tokens AS uncached_input_tokens,
  if(input_tokens = 0, NULL, cached_input_tokens / input_tokens) AS cache_hit_ratio
FROM (
  SELECT chosen_key AS key, sum(sums.uses) AS uses,${tokenTotals}
  FROM sums
  WHERE sums.uses > 0
  GROUP BY key
)
ORDER BY total_tokens DESC, key`,
});
