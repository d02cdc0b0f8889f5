import { defineQuery } from './define-query.js';
import { activityCounts, counted, tokenSums, tokenUses } from './fragments.js';
import { pageOfRows } from './row-limits.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

/** Columns that a thread takes from its latest event that has them. */
const latestOf = ['project', 'client', 'model', 'thread_source', 'parent_thread_id']
  .map((name) => `argMaxIf(counted.${name}, occurred_at, counted.${name} != '') AS ${name}`)
  .join(',\n    ');

/** The list of threads. */
export const threads = defineQuery({
  name: 'threads',
  summary: 'Threads with at least one event in the period, the one with the latest event first.',
  params: {
    thread: { kind: 'string', description: 'Only this thread, by its id.' },
    ...pageOfRows(100),
  },
  columns: {
    account: { kind: 'string', unit: null, description: 'Account that delivered the thread.' },
    thread_id: { kind: 'string', unit: 'id', description: 'The thread.' },
    first_at: { kind: 'time', unit: null, description: 'Its first event in the period.' },
    last_at: { kind: 'time', unit: null, description: 'Its latest event in the period.' },
    project: { kind: 'string', unit: null, description: 'Project, the latest one that was told; empty when none was.' },
    client: { kind: 'string', unit: null, description: 'Client, the latest one.' },
    model: { kind: 'string', unit: null, description: 'Model, the latest one.' },
    thread_source: { kind: 'string', unit: null, description: 'Who wanted the thread; empty when nobody said.' },
    parent_thread_id: { kind: 'string', unit: 'id', description: 'Thread that started it; empty for a root.' },
    ...activityColumns,
    ...tokenColumns,
  },
  sql: (input) => `
WITH ${counted(input)}, ${tokenUses(input)},
latest AS (
  SELECT cityHash64(account, thread_id) AS thread_key, max(occurred_at) AS latest_at
  FROM counted
  WHERE thread_id != ''${input.has('thread') ? ` AND thread_id = ${input.param('thread')}` : ''}
  GROUP BY thread_key
  ORDER BY latest_at DESC, thread_key
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
),
activity AS (
  SELECT account, thread_id,
    min(occurred_at) AS first_at,
    max(occurred_at) AS last_at,
    ${latestOf},${activityCounts}
  FROM counted
  WHERE thread_id != '' AND cityHash64(account, thread_id) IN (SELECT thread_key FROM latest)
  GROUP BY account, thread_id
)
SELECT * FROM activity
LEFT JOIN (
  SELECT account, thread_id,${tokenSums}
  FROM token_uses
  WHERE cityHash64(account, thread_id) IN (SELECT thread_key FROM latest)
  GROUP BY account, thread_id
) AS tokens USING (account, thread_id)
ORDER BY last_at DESC, thread_id DESC`,
});
