/** SQL about what tokens cost. */
import type { SqlInput } from './define-query.js';

/**
 * SQL: place of a model in the list of prices, by its name or by its name without provider and date; 0: it has none.
 * `transform` and not `indexOf`, because the engine then looks up each different model once and not each row.
 */
export function priceRow({ param }: SqlInput, model = 'model'): string {
  const models = param('price_models');
  const places = `arrayEnumerate(${models})`;
  const plain = `replaceRegexpOne(replaceRegexpOne(${model}, '^[a-z]+/', ''), '-[0-9]{4}-[0-9]{2}-[0-9]{2}$', '')`;
  return `toUInt32(transform(${model}, ${models}, ${places}, transform(${plain}, ${models}, ${places}, 0)))`;
}

/** SQL: of the input of a row, what was read from the cache and what was written to it: both are parts of it, never more. */
export const pricedParts = `least(cached_input_tokens, input_tokens) AS cached_part,
    least(cache_write_input_tokens, input_tokens - cached_part) AS written_part`;

/** SQL: cost in US dollars of rows with {@link pricedParts}, or of what they add up to; reasoning is a part of the output. */
export function cost(input: SqlInput): string {
  return costAt(input, 'price_row', ['input_tokens', 'cached_part', 'written_part', 'output_tokens']);
}

/** SQL: what the models that several `uses` tell of cost each, and null for one without a price. */
export function costsOf(input: SqlInput, uses: string): string {
  const costOfUse = costAt(input, 'place', ['used.2', 'used.3', 'used.4', 'used.5']);
  return `arrayMap((used, place) -> ${costOfUse}, ${uses}, arrayMap(used -> ${priceRow(input, 'used.1')}, ${uses}))`;
}

function costAt(
  { param }: SqlInput,
  place: string,
  [input, cached, written, output]: readonly [string, string, string, string],
): string {
  return `if(${place} = 0, NULL, (
      (${input} - ${cached} - ${written}) * ${param('price_input')}[${place}]
      + ${cached} * ${param('price_cached_input')}[${place}]
      + ${written} * ${param('price_cache_write')}[${place}]
      + ${output} * ${param('price_output')}[${place}]) / 1000000)`;
}

/** SQL aggregate of the cost of uses; rounded, because sums of floats differ in their last digits by order. */
export function costSum(uses: string): string {
  return `if(${uses} > 0 AND countIf(isNotNull(use_cost_usd)) = 0, NULL, round(ifNull(sum(use_cost_usd), 0), 6))`;
}
