import { toldRows } from './activity-sums.js';
import { defineQuery } from './define-query.js';

const dimensions = ['project', 'client', 'model', 'thread_source', 'account'] as const;

/** The choices of the filters. */
export const facets = defineQuery({
  name: 'facets',
  summary: 'What can be chosen in the filters: the values of each, the most frequent first, 200 at most.',
  params: {},
  columns: {
    dimension: { kind: 'string', unit: null, description: 'Name of the filter.' },
    value: { kind: 'string', unit: null, description: 'A value that occurs in the period.' },
    events: { kind: 'int', unit: 'events', description: 'Events that have it.' },
  },
  sql: (input) => `
SELECT choice.1 AS dimension, choice.2 AS value, sum(events_of_combination) AS events
FROM (
  SELECT ${dimensions.join(', ')}, sum(events) AS events_of_combination
  FROM ${toldRows(input, [...dimensions, 'events'])}
  WHERE events > 0
  GROUP BY ${dimensions.join(', ')}
)
ARRAY JOIN [${dimensions.map((name) => `('${name}', toString(${name}))`).join(', ')}] AS choice
WHERE value != ''
GROUP BY dimension, value
ORDER BY dimension, events DESC, value
LIMIT 200 BY dimension`,
});
