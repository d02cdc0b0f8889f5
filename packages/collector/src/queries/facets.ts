import { defineQuery } from './define-query.js';
import { counted } from './fragments.js';

const dimensions = ['project', 'client', 'model', 'thread_source', 'account'] as const;

/** The choices of the filters. */
export const facets = defineQuery({
  name: 'facets',
  summary: 'What can be chosen in the filters: the values of each, the most frequent first, 200 at most.',
  params: {},
  columns: {
    dimension: { kind: 'string', unit: null, description: 'Name of the filter.' },
    value: { kind: 'string', unit: null, description: 'A value that occurs in the period.' },
    threads: { kind: 'int', unit: 'threads', description: 'Threads that have it.' },
  },
  sql: (input) => `
WITH ${counted(input)}
SELECT choice.1 AS dimension, choice.2 AS value, uniqExact(thread_id) AS threads
FROM counted
ARRAY JOIN [${dimensions.map((name) => `('${name}', ${name})`).join(', ')}] AS choice
WHERE value != ''
GROUP BY dimension, value
ORDER BY dimension, threads DESC, value
LIMIT 200 BY dimension`,
});
