import { defineQuery } from './define-query.js';
import { activityCounts, counted, tokenSums, tokenUses } from './fragments.js';
import { filterParams, threadParam, wholeNumber } from './params.js';
import { activityColumns, tokenColumns } from './shared-columns.js';

export const threads = defineQuery({
  name: 'threads',
  summary: 'Threads with at least one event in the period, the one with the latest event first.',
  params: {
    ...filterParams,
    thread: threadParam,
    limit: wholeNumber('Rows at most', 100, 10_000),
    offset: wholeNumber('Rows to leave out first', 0, 10_000_000),
  },
  columns: {
    account: { kind: 'string', unit: 'name', description: 'Account that delivered the thread.' },
    thread_id: { kind: 'string', unit: 'id', description: 'The thread.' },
    first_at_ms: { kind: 'int', unit: 'unix_ms', description: 'Its first event in the period.' },
    last_at_ms: { kind: 'int', unit: 'unix_ms', description: 'Its latest event in the period.' },
    project: { kind: 'string', unit: 'name', description: 'Project, the latest one that was told; empty when none was.' },
    client: { kind: 'string', unit: 'name', description: 'Client, the latest one.' },
    model: { kind: 'string', unit: 'name', description: 'Model, the latest one.' },
    thread_source: { kind: 'string', unit: 'name', description: 'Who wanted the thread; empty when nobody said.' },
    parent_thread_id: { kind: 'string', unit: 'id', description: 'Thread that started it; empty for a root.' },
    ...activityColumns,
    ...tokenColumns,
  },
  sql: `WITH ${counted}, ${tokenUses},
activity AS (
  SELECT account, thread_id,
    toUnixTimestamp64Milli(min(occurred_at)) AS first_at_ms,
    toUnixTimestamp64Milli(max(occurred_at)) AS last_at_ms,
    ${['project', 'client', 'model', 'thread_source', 'parent_thread_id']
      .map((name) => `ifNull(argMaxIf(ifNull(counted.${name}, ''), occurred_at, ifNull(counted.${name}, '') != ''), '') AS ${name}`)
      .join(',\n    ')},${activityCounts}
  FROM counted
  WHERE ifNull(thread_id, '') != '' AND ({thread:String} = '' OR thread_id = {thread:String})
  GROUP BY account, thread_id
  ORDER BY last_at_ms DESC, thread_id DESC
  LIMIT {limit:UInt32} OFFSET {offset:UInt32}
)
SELECT * FROM activity
LEFT JOIN (
  SELECT account, thread_id,${tokenSums}
  FROM token_uses
  WHERE thread_id IN (SELECT thread_id FROM activity)
  GROUP BY account, thread_id
) AS tokens USING (account, thread_id)
ORDER BY last_at_ms DESC, thread_id DESC`,
});
