import { defineQuery } from './define-query.js';
import { pageOfRows } from './row-limits.js';
import { tokenColumns } from './shared-columns.js';
import { cost, costsByModel, pricedParts, priceRow } from './token-costs.js';

/** Where the tokens went, by turn. */
export const topTurns = defineQuery({
  name: 'top_turns',
  summary: 'The turns that cost the most, with what drove it and how they ended.',
  params: pageOfRows(20),
  columns: {
    account: { kind: 'string', unit: null, description: 'Account that delivered the turn.' },
    thread_id: { kind: 'string', unit: 'id', description: 'Thread of the turn.' },
    turn_id: { kind: 'string', unit: 'id', description: 'The turn.' },
    last_at: {
      kind: 'time',
      unit: null,
      description: 'Its latest event: a turn belongs whole to the period that holds it.',
    },
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
WITH turns_here AS (
  SELECT *, input_tokens + output_tokens AS tokens,
    round(multiIf(empty(by_model), ${cost(input)},
      arrayExists(one -> isNotNull(one), model_costs), arraySum(one -> ifNull(one, 0), model_costs), NULL), 6) AS turn_cost_usd,
    if(empty(by_model), if(price_row = 0, tokens, 0),
      arraySum((part, one) -> if(isNull(one), part.2 + part.5, 0), by_model, model_costs)) AS unpriced
  FROM (
    SELECT *, ${pricedParts}, ${priceRow(input)} AS price_row, ${costsByModel(input)} AS model_costs
    FROM turn_uses_rows FINAL
    WHERE ${input.where({ time: 'last_at' })}
  )
),
best AS (
  SELECT account, day, turn_key
  FROM turns_here
  ORDER BY turn_cost_usd DESC, tokens DESC, turn_key
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
)
SELECT account, thread_id, turn_id, last_at, project, model, purpose, status, error_kind, turn_cost_usd AS cost_usd,
  tokens AS total_tokens, unpriced AS unpriced_tokens, output_tokens, uses, tool_calls,
  failed_tool_calls, compactions, retries, steers, duration_ms
FROM turns_here
WHERE (account, day, turn_key) IN (SELECT account, day, turn_key FROM best)
ORDER BY cost_usd DESC, total_tokens DESC, turn_id`,
});
