import { intOrZero } from '../queries/fields.js';
import { purposeOfUse, usesOf } from '../queries/token-uses.js';
import type { Rollup } from './rollup.js';

const dimensions = 'project, client, model, thread_source';

/** Tokens that a turn used within a quarter of an hour, to find the turns that used the most. */
export const turnUses: Rollup = {
  name: 'turn_uses',
  columns: [
    { name: 'account', type: 'LowCardinality(String)' },
    { name: 'day', type: 'Date' },
    { name: 'thread_id', type: 'String CODEC(ZSTD(1))' },
    { name: 'turn_id', type: 'String CODEC(ZSTD(1))' },
    { name: 'quarter', type: "DateTime('UTC') CODEC(Delta, ZSTD(1))" },
    { name: 'project', type: 'LowCardinality(String)' },
    { name: 'client', type: 'LowCardinality(String)' },
    { name: 'model', type: 'LowCardinality(String)' },
    { name: 'thread_source', type: 'LowCardinality(String)' },
    { name: 'purpose', type: 'LowCardinality(String)' },
    { name: 'turn_key', type: 'UInt64' },
    { name: 'uses', type: 'UInt32' },
    { name: 'input_tokens', type: 'Int64' },
    { name: 'cached_input_tokens', type: 'Int64' },
    { name: 'cache_write_input_tokens', type: 'Int64' },
    { name: 'output_tokens', type: 'Int64' },
  ],
  keys: ['account', 'day', 'thread_id', 'turn_id', 'quarter', 'project', 'client', 'model', 'thread_source'],
  select: (rows, turns) => `
SELECT account, day, thread_id, turn_id, toStartOfFifteenMinutes(toDateTime(occurred_at, 'UTC')) AS quarter, ${dimensions},
  max(${purposeOfUse}) AS purpose_of_uses, cityHash64(account, thread_id, turn_id) AS turn_key, count() AS uses,
  sum(${intOrZero('input_tokens')}), sum(${intOrZero('cached_input_tokens')}),
  sum(${intOrZero('cache_write_input_tokens')}), sum(${intOrZero('output_tokens')})
FROM counted_events
WHERE turn_id != '' AND ${usesOf(rows, turns)}
GROUP BY account, day, thread_id, turn_id, quarter, ${dimensions}`,
};
