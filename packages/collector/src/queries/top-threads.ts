import { defineQuery } from './define-query.js';
import { retries } from './fields-of-turns.js';
import { costSums, counted, isFailedToolCall, tokenUses, total } from './fragments.js';
import { isToolCall } from './event-groups.js';
import { pageOfRows } from './row-limits.js';
import { tokenColumns } from './shared-columns.js';

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
WITH ${counted(input)}, ${tokenUses(input)},
spent AS (
  SELECT account, if(root_thread_id = '', thread_id, root_thread_id) AS root,
    count() AS uses,
    sum(total_tokens) AS tree_tokens,
    ${costSums},
    sumIf(total_tokens, purpose = 'subagent') AS subagent_tokens,
    sumIf(total_tokens, purpose = 'guardian') AS guardian_tokens,
    sumIf(total_tokens, purpose = 'compaction') AS compaction_tokens
  FROM token_uses
  GROUP BY account, root
  ORDER BY cost_usd DESC, tree_tokens DESC, root
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
),
activity AS (
  SELECT account, if(root_thread_id = '', thread_id, root_thread_id) AS root,
    ${['project', 'client', 'model'].map((name) => `argMaxIf(counted.${name}, occurred_at, counted.${name} != '') AS ${name}`).join(',\n    ')},
    max(occurred_at) AS last_at,
    countIf(event_type = 'codex_turn_event') AS turns,
    countIf(${isToolCall}) AS tool_calls,
    countIf(${isFailedToolCall}) AS failed_tool_calls,
    countIf(event_type = 'codex_compaction_event') AS compactions,
    ${total(retries, "event_type = 'codex_turn_event'")} AS retries,
    uniqExactIf(thread_id, thread_id != root) AS subagents,
    ${total('duration_ms', "event_type = 'codex_turn_event'")} AS turn_time_ms
  FROM counted
  WHERE root IN (SELECT root FROM spent)
  GROUP BY account, root
)
SELECT account, root AS thread_id, project, client, model, last_at, cost_usd, tree_tokens AS total_tokens, unpriced_tokens, subagent_tokens,
  guardian_tokens, compaction_tokens, uses, turns, tool_calls, failed_tool_calls, compactions, retries, subagents,
  turn_time_ms
FROM spent
LEFT JOIN activity USING (account, root)
ORDER BY cost_usd DESC, total_tokens DESC, thread_id`,
});
