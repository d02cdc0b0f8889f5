/** What a chart of tokens may show, by the column that tells it. */
export const tokenMeasures = [
  { value: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { value: 'cost_usd', label: 'Estimated cost', unit: 'USD' },
] as const;
