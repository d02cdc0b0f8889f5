import {
  activityTotals,
  costedRows,
  countColumns,
  latest,
  latestRows,
  tokenColumns as tokenSums,
  told,
  tokenTotals,
} from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { pageOfRows } from './row-limits.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

const columns = [
  'account',
  'day',
  'thread_key',
  'thread_id',
  'first_at',
  'last_at',
  'project',
  'client',
  'thread_source',
  'parent_thread_id',
  ...countColumns,
  ...tokenSums,
] as const;

/** The list of threads. */
export const threads = defineQuery({
  name: 'threads',
  summary: 'Threads with at least one event in the period, the one with the latest event first.',
  params: {
    thread: { kind: 'string', description: 'Only this thread, by its id.' },
    search: { kind: 'string', description: 'Only threads whose id or project holds this text.' },
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
WITH (SELECT groupArray((thread_day, thread_key)) FROM (
  SELECT any(day) AS thread_day, thread_key, max(last_at) AS latest_at
  FROM ${latestRows(input, [
    'account',
    'day',
    'thread_key',
    'last_at',
    ...(input.has('thread') || input.has('search') ? (['thread_id'] as const) : []),
    ...(input.has('search') ? (['project'] as const) : []),
  ])} AS latest
  WHERE thread_key != cityHash64(account, '')${input.has('thread') ? ` AND thread_id = ${input.param('thread')}` : ''}${
    input.has('search')
      ? ` AND positionCaseInsensitiveUTF8(concat(thread_id, ' ', project), ${input.param('search')}) > 0`
      : ''
  }
  GROUP BY thread_key
  ORDER BY latest_at DESC, thread_key
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
)) AS page,
${told(input, columns, '(day, thread_key) IN (SELECT arrayJoin(page))')},
sums AS (${costedRows(input)})
SELECT account, thread_id, min(sums.first_at) AS first_at, max(sums.last_at) AS last_at,
    ${latest('project', 'client', 'model', 'thread_source', 'parent_thread_id')},${activityTotals},${tokenTotals}
FROM sums
GROUP BY account, thread_id
ORDER BY last_at DESC, thread_id DESC`,
});
