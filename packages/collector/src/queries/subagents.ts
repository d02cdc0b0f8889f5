import { activityTotals, countColumns, latest, toldRows } from './activity-sums.js';
import { defineQuery } from './define-query.js';
import { pageOfRows } from './row-limits.js';
import { activityColumns } from './shared-columns.js';

const columns = [
  'account',
  'root_key',
  'thread_id',
  'root_thread_id',
  'parent_thread_id',
  'model',
  'subagent_source',
  'first_at',
  'last_at',
  ...countColumns,
  'total_tokens',
] as const;

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
WITH (SELECT groupArray(root_key) FROM (
  SELECT root_key
  FROM ${toldRows(input, ['root_key', 'thread_key', 'total_tokens', ...(input.has('thread') ? (['thread_id', 'root_thread_id'] as const) : [])])}${
    input.has('thread')
      ? `
  WHERE thread_id = ${input.param('thread')} OR root_thread_id = ${input.param('thread')}`
      : ''
  }
  GROUP BY root_key
  HAVING min(thread_key) != max(thread_key)
  ORDER BY sum(total_tokens) DESC, root_key
  LIMIT ${input.param('limit')} + ${input.param('offset')}
)) AS trees,
tree_threads_told AS (
  SELECT account, thread_id,
    argMaxIf(sums.root_thread_id, sums.last_at, sums.root_thread_id != '') AS told_root,
    if(told_root = '', thread_id, told_root) AS root_thread_id,
    ${latest('parent_thread_id', 'model')},
    max(sums.subagent_source) AS subagent_source,
    min(sums.first_at) AS first_at,
    max(sums.last_at) AS last_at,${activityTotals},
    sum(sums.total_tokens) AS own_tokens
  FROM ${toldRows(input, columns, 'root_key IN (SELECT arrayJoin(trees))')} AS sums
  WHERE thread_id != ''
  GROUP BY account, thread_id
)
SELECT account, root_thread_id, thread_id, parent_thread_id, subagent_source, model, first_at, last_at, turns,
  tool_calls, commands, file_changes, failed_turns, failed_tool_calls, failures, own_tokens AS total_tokens,
  count() OVER (PARTITION BY account, root_thread_id) AS tree_threads,
  sum(own_tokens) OVER (PARTITION BY account, root_thread_id) AS tree_tokens
FROM tree_threads_told
QUALIFY tree_threads > 1
ORDER BY tree_tokens DESC, root_thread_id, first_at, thread_id
LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}`,
});
