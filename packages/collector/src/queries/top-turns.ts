import { turnUses } from '../rollups/turn-uses.js';
import { defineQuery } from './define-query.js';
import { isToolCall } from './event-groups.js';
import { retries, steers } from './fields-of-turns.js';
import { textOrEmpty } from './fields.js';
import { counted, isFailedToolCall, total } from './fragments.js';
import { rollupRows } from './rollup-rows.js';
import { pageOfRows } from './row-limits.js';
import { tokenColumns } from './shared-columns.js';
import { cost, costSum, priceRow } from './token-costs.js';

/** Where the tokens went, by turn. */
export const topTurns = defineQuery({
  name: 'top_turns',
  summary: 'The turns that cost the most, with what drove it and how they ended.',
  params: pageOfRows(20),
  columns: {
    account: { kind: 'string', unit: null, description: 'Account that delivered the turn.' },
    thread_id: { kind: 'string', unit: 'id', description: 'Thread of the turn.' },
    turn_id: { kind: 'string', unit: 'id', description: 'The turn.' },
    last_at: { kind: 'time', unit: null, description: 'Its latest event in the period.' },
    project: { kind: 'string', unit: null, description: 'Project, the latest one that was told.' },
    model: { kind: 'string', unit: null, description: 'Model, the latest one.' },
    purpose: { kind: 'string', unit: null, description: '`turn`, `subagent`, `guardian` or `compaction`.' },
    status: { kind: 'string', unit: null, description: 'How it ended; empty when no turn event tells it.' },
    error_kind: { kind: 'string', unit: null, description: 'Kind of its error; empty without one.' },
    cost_usd: tokenColumns.cost_usd,
    total_tokens: { kind: 'int', unit: 'tokens', description: 'Tokens of the turn.' },
    unpriced_tokens: tokenColumns.unpriced_tokens,
    output_tokens: { kind: 'int', unit: 'tokens', description: 'Those that the model made.' },
    uses: { kind: 'int', unit: 'uses', description: 'Uses of tokens that were told.' },
    tool_calls: { kind: 'int', unit: 'tool_calls', description: 'Calls of tools that ended.' },
    failed_tool_calls: { kind: 'int', unit: 'tool_calls', description: 'Those that failed.' },
    compactions: { kind: 'int', unit: 'compactions', description: 'Compactions of the context.' },
    retries: {
      kind: 'int',
      unit: 'retries',
      description: 'Requests to a model that were repeated, where the agent tells them.',
    },
    steers: { kind: 'int', unit: 'steers', description: 'Steers that the turn accepted.' },
    duration_ms: { kind: 'int', unit: 'ms', description: 'Duration of the turn; 0 when no turn event tells it.' },
  },
  sql: (input) => `
WITH ${counted(input)},
uses_of_turns AS (
  SELECT *, ${priceRow(input)} AS price_row, ${cost(input)} AS use_cost_usd
  FROM (${rollupRows(turnUses, input)})
),
best AS (
  SELECT turn_key, any(uses_of_turns.day) AS thread_day, ${costSum('count()')} AS cost_usd,
    sum(input_tokens + output_tokens) AS turn_tokens
  FROM uses_of_turns
  GROUP BY turn_key
  ORDER BY cost_usd DESC, turn_tokens DESC, turn_key
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
),
spent AS (
  SELECT account, uses_of_turns.day AS thread_day, thread_id, turn_id, max(uses_of_turns.purpose) AS purpose,
    sum(uses_of_turns.uses) AS uses, sum(input_tokens + output_tokens) AS turn_tokens,
    sum(uses_of_turns.output_tokens) AS made_tokens,
    ${costSum('count()')} AS cost_usd,
    sumIf(input_tokens + output_tokens, isNull(use_cost_usd)) AS unpriced_tokens
  FROM uses_of_turns
  WHERE (uses_of_turns.day, turn_key) IN (SELECT thread_day, turn_key FROM best)
  GROUP BY account, thread_day, thread_id, turn_id
),
activity AS (
  SELECT account, thread_id, turn_id,
    ${['project', 'model'].map((name) => `argMaxIf(counted.${name}, occurred_at, counted.${name} != '') AS ${name}`).join(',\n    ')},
    max(occurred_at) AS last_at,
    maxIf(${textOrEmpty('status')}, event_type = 'codex_turn_event') AS turn_status,
    maxIf(${textOrEmpty('codex_error_kind')}, event_type = 'codex_turn_event') AS error_kind,
    countIf(${isToolCall}) AS tool_calls,
    countIf(${isFailedToolCall}) AS failed_tool_calls,
    countIf(event_type = 'codex_compaction_event') AS compactions,
    ${total(retries, "event_type = 'codex_turn_event'")} AS retries,
    ${total(steers, "event_type = 'codex_turn_event'")} AS steers,
    ${total('counted.duration_ms', "event_type = 'codex_turn_event'")} AS turn_ms
  FROM counted
  WHERE (day, thread_id, turn_id) IN (SELECT thread_day, thread_id, turn_id FROM spent)
  GROUP BY account, thread_id, turn_id
)
SELECT account, thread_id, turn_id, last_at, project, model, purpose, turn_status AS status, error_kind,
  cost_usd, turn_tokens AS total_tokens, unpriced_tokens, made_tokens AS output_tokens, uses, tool_calls, failed_tool_calls, compactions, retries,
  steers, turn_ms AS duration_ms
FROM spent
LEFT JOIN activity USING (account, thread_id, turn_id)
ORDER BY cost_usd DESC, total_tokens DESC, turn_id`,
});
