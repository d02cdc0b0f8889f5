import { usedByModel } from '../rollups/turn-uses.js';
import { defineQuery, type SqlInput } from './define-query.js';
import { pageOfRows } from './row-limits.js';
import { tokenColumns } from './shared-columns.js';
import { cost, costsOf, pricedParts, priceRow } from './token-costs.js';

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
WITH mixed AS (SELECT turn_key FROM turn_uses_rows WHERE by_model > ''),
best AS (
  SELECT account, day, turn_key
  FROM (
    SELECT account, day, turn_key, ${tokens} AS tokens, round(${cost(input)}, 6) AS turn_cost_usd
    FROM (${pricedTurns(input, `WHERE turn_key NOT IN (SELECT turn_key FROM mixed) AND ${ofPeriod(input)}`)})
    UNION ALL
    SELECT account, day, turn_key, ${tokens}, ${exactCost(input)}
    FROM (${pricedByModel(input, `PREWHERE turn_key IN (SELECT turn_key FROM mixed) WHERE ${ofPeriod(input)}`)})
  )
  ORDER BY turn_cost_usd DESC, tokens DESC, turn_key
  LIMIT ${input.param('limit')} OFFSET ${input.param('offset')}
)
SELECT account, thread_id, turn_id, last_at, project, model, purpose, status, error_kind, ${exactCost(input)} AS cost_usd,
  ${tokens} AS total_tokens, if(by_model = '', if(price_row = 0, ${tokens}, 0), ${unpricedOfModels}) AS unpriced_tokens,
  output_tokens, uses, tool_calls, failed_tool_calls, compactions, retries, steers, duration_ms
FROM (${pricedByModel(input, 'WHERE (account, day, turn_key) IN (SELECT account, day, turn_key FROM best)')})
ORDER BY cost_usd DESC, total_tokens DESC, turn_id`,
});

const tokens = 'input_tokens + output_tokens';

const ofPeriod = (input: SqlInput): string => input.where({ time: 'last_at' });

/** SQL: some turns, each with the price of its latest model. */
function pricedTurns(input: SqlInput, which: string): string {
  return `SELECT *, ${pricedParts}, ${priceRow(input)} AS price_row FROM turn_uses_rows FINAL ${which}`;
}

/**
 * SQL: the same, with what each model of a turn of several costs. To look at all turns in this way would take half as long
 * again: those of several models are found by an index first. Column by column, because the engine plans what stands twice twice.
 */
function pricedByModel(input: SqlInput, which: string): string {
  return `SELECT *, ${costsOf(input, 'used_by_model')} AS model_costs
    FROM (SELECT *, JSONExtract(by_model, '${usedByModel}') AS used_by_model FROM (${pricedTurns(input, which)}))`;
}

/** SQL: the cost of a turn; null when none of its models has a price. */
function exactCost(input: SqlInput): string {
  return `round(multiIf(by_model = '', ${cost(input)}, arrayExists(one -> isNotNull(one), model_costs),
    arraySum(one -> ifNull(one, 0), model_costs), NULL), 6)`;
}

/** SQL: of a turn of several models, the tokens of those without a price. */
const unpricedOfModels = 'arraySum((used, one) -> if(isNull(one), used.2 + used.5, 0), used_by_model, model_costs)';
