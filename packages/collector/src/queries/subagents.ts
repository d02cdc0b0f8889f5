import { defineQuery } from './define-query.js';
import { activityCounts, counted, tokenUses } from './fragments.js';
import { pageOfRows } from './row-limits.js';
import { activityColumns } from './shared-columns.js';

/** Trees of threads. */
export const subagents = defineQuery({
  name: 'subagents',
  summary: 'Trees of threads with sub-agents, each thread with its own numbers and those of its tree.',
  params: {
    thread: { kind: 'string', description: 'Only the tree of this root thread.' },
    ...pageOfRows(500),
  },
  columns: {
    account: { kind: 'string', unit: null, description: 'Account that delivered the thread.' },
    root_thread_id: { kind: 'string', unit: 'id', description: 'Root of the tree.' },
    thread_id: { kind: 'string', unit: 'id', description: 'The thread.' },
    parent_thread_id: { kind: 'string', unit: 'id', description: 'Thread that started it; empty for the root.' },
    subagent_source: {
      kind: 'string',
      unit: null,
      description: 'Kind of sub-agent: `thread_spawn`, `review`, `guardian`, …; empty for the root.',
    },
    model: { kind: 'string', unit: null, description: 'Model, the latest one.' },
    first_at: { kind: 'time', unit: null, description: 'First event of the thread in the period.' },
    last_at: { kind: 'time', unit: null, description: 'Latest event of the thread in the period.' },
    ...activityColumns,
    total_tokens: { kind: 'int', unit: 'tokens', description: 'Tokens of the thread itself.' },
    tree_threads: { kind: 'int', unit: 'threads', description: 'Threads of its tree.' },
    tree_tokens: { kind: 'int', unit: 'tokens', description: 'Tokens of its tree.' },
  },
  sql: (input) => `
WITH ${counted(input)}, ${tokenUses(input)},
trees AS (
  SELECT DISTINCT cityHash64(account, if(root_thread_id = '', parent_thread_id, root_thread_id)) AS tree_key
  FROM counted
  WHERE parent_thread_id != ''
),
activity AS (
  SELECT account, thread_id,
    argMaxIf(counted.root_thread_id, occurred_at, counted.root_thread_id != '') AS told_root,
    if(told_root = '', thread_id, told_root) AS root_thread_id,
    argMaxIf(counted.parent_thread_id, occurred_at, counted.parent_thread_id != '') AS parent_thread_id,
    ifNull(maxIf(counted.subagent_source, isNotNull(counted.subagent_source)), '') AS subagent_source,
    argMaxIf(counted.model, occurred_at, counted.model != '') AS model,
    min(occurred_at) AS first_at,
    max(occurred_at) AS last_at,${activityCounts}
  FROM counted
  WHERE thread_id != ''
    AND (cityHash64(account, counted.root_thread_id) IN (SELECT tree_key FROM trees)
      OR cityHash64(account, thread_id) IN (SELECT tree_key FROM trees))${input.has('thread') ? ` AND (thread_id = ${input.param('thread')} OR counted.root_thread_id = ${input.param('thread')})` : ''}
  GROUP BY account, thread_id
),
spent AS (
  SELECT account, thread_id, sum(total_tokens) AS own_tokens
  FROM token_uses
  WHERE cityHash64(account, root_thread_id) IN (SELECT tree_key FROM trees)
    OR cityHash64(account, thread_id) IN (SELECT tree_key FROM trees)
  GROUP BY account, thread_id
)
SELECT account, root_thread_id, thread_id, parent_thread_id, subagent_source, model, first_at, last_at, turns,
  tool_calls, commands, file_changes, failed_turns, failed_tool_calls, failures, own_tokens AS total_tokens,
  count() OVER (PARTITION BY account, root_thread_id) AS tree_threads,
  sum(own_tokens) OVER (PARTITION BY account, root_thread_id) AS tree_tokens
FROM activity
LEFT JOIN spent USING (account, thread_id)
QUALIFY tree_threads > 1
ORDER BY tree_tokens DESC, root_thread_id, first_at, thread_id
LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}`,
});
