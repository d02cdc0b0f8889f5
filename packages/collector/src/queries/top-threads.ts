import { costColumns, costed, costedSums, costTotals, latest, told, toldRows } from './activity-sums.js';
import { defineQuery, type SqlInput } from './define-query.js';
import { pageOfRows } from './row-limits.js';
import { tokenColumns } from './shared-columns.js';
import { costSum, pricedParts } from './token-costs.js';

const purposes = ['subagent', 'guardian', 'compaction'] as const;

const columns = [
  'account',
  'root_key',
  'thread_key',
  'thread_id',
  'root_thread_id',
  'project',
  'client',
  'purpose',
  'last_at',
  'turns',
  'tool_calls',
  'failed_tool_calls',
  'compactions',
  'retries',
  'turn_time_ms',
  ...costColumns,
] as const;

/** Where the tokens went, by tree of threads. */
export const topThreads = defineQuery({
  name: 'top_threads',
  summary: 'The trees of threads (a thread and its sub-agents) that cost the most, with what drove it.',
  params: pageOfRows(20),
  columns: {
    account: { kind: 'string', unit: null, description: 'Account that delivered the thread.' },
    thread_id: {
      kind: 'string',
      unit: 'id',
      description: 'Root of the tree; the thread itself when it has no parent.',
    },
    project: { kind: 'string', unit: null, description: 'Project, the latest one that was told.' },
    client: { kind: 'string', unit: null, description: 'Client, the latest one.' },
    model: { kind: 'string', unit: null, description: 'Model, the latest one of the tree.' },
    last_at: { kind: 'time', unit: null, description: 'Latest event of the tree in the period.' },
    cost_usd: tokenColumns.cost_usd,
    total_tokens: { kind: 'int', unit: 'tokens', description: 'Tokens of the whole tree.' },
    unpriced_tokens: tokenColumns.unpriced_tokens,
    subagent_tokens: { kind: 'int', unit: 'tokens', description: 'Those that sub-agents used.' },
    guardian_tokens: { kind: 'int', unit: 'tokens', description: 'Those that reviews by the guardian used.' },
    compaction_tokens: {
      kind: 'int',
      unit: 'tokens',
      description: 'Those that compactions used, where the source tells them.',
    },
    uses: { kind: 'int', unit: 'uses', description: 'Uses of tokens that were told.' },
    turns: { kind: 'int', unit: 'turns', description: 'Turns that ended.' },
    tool_calls: { kind: 'int', unit: 'tool_calls', description: 'Calls of tools that ended.' },
    failed_tool_calls: { kind: 'int', unit: 'tool_calls', description: 'Those that failed.' },
    compactions: { kind: 'int', unit: 'compactions', description: 'Compactions of the context.' },
    retries: {
      kind: 'int',
      unit: 'retries',
      description:
        'Requests to a model that were repeated, where the agent tells them (since 0.169, rarely from traffic).',
    },
    subagents: { kind: 'int', unit: 'threads', description: 'Threads of the tree beside its root.' },
    turn_time_ms: { kind: 'int', unit: 'ms', description: 'Durations of its turns added up.' },
  },
  sql: (input) => `
WITH ${withBest(input)}
sums AS (${costedSums(input, {
    columns,
    by: ['account', 'root_key', 'project', 'client'],
    aggregates: [
      `any(if(told.root_thread_id = '', told.thread_id, told.root_thread_id)) AS tree_id`,
      'max(told.last_at) AS last_at',
      ...purposes.map((purpose) => `sumIf(told.total_tokens, told.purpose = '${purpose}') AS ${purpose}_tokens`),
      'uniqExactIfState(thread_key, thread_key != root_key) AS subagent_state',
    ],
  })})
SELECT account, any(tree_id) AS thread_id,
    ${latest('project', 'client', 'model')},
    max(sums.last_at) AS last_at,
    ${costTotals},
    sum(sums.total_tokens) AS total_tokens,
    ${purposes.map((purpose) => `sum(sums.${purpose}_tokens) AS ${purpose}_tokens`).join(',\n    ')},
    sum(sums.uses) AS uses,
    sum(sums.turns) AS turns,
    sum(sums.tool_calls) AS tool_calls,
    sum(sums.failed_tool_calls) AS failed_tool_calls,
    sum(sums.compactions) AS compactions,
    sum(sums.retries) AS retries,
    uniqExactIfMerge(subagent_state) AS subagents,
    sum(sums.turn_time_ms) AS turn_time_ms
FROM sums
GROUP BY account, root_key
HAVING uses > 0
ORDER BY cost_usd DESC, total_tokens DESC, thread_id
LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}`,
});

/**
 * SQL: `told` with the trees that may be among those that cost the most. First those are looked for in few columns: to read
 * all about all of them costs more. As many as cost the same are kept: which of them come first is told by their ids. Where
 * a period ends within a quarter of an hour, to look twice at the events costs more than it spares.
 */
function withBest(input: SqlInput): string {
  if (input.cuts('since') || input.cuts('until')) return `${told(input, columns)},`;
  const parts = [...costColumns.filter((name) => name !== 'model'), 'cached_part', 'written_part'];
  const byModel = costed(
    input,
    `SELECT root_key, model, ${parts.map((name) => `sum(brief.${name}) AS ${name}`).join(', ')}
    FROM (SELECT *, ${pricedParts} FROM ${toldRows(input, ['root_key', ...costColumns])}) AS brief
    WHERE brief.uses > 0
    GROUP BY root_key, model`,
  );
  return `(SELECT groupArray(root_key) FROM (
  SELECT root_key
  FROM (${byModel}) AS sums
  GROUP BY root_key
  ORDER BY ${costSum('sum(sums.uses)')} DESC, sum(sums.total_tokens) DESC
  LIMIT ${input.param('limit')} + ${input.param('offset')} WITH TIES
)) AS best,
${told(input, columns, 'root_key IN (SELECT arrayJoin(best))')},`;
}
