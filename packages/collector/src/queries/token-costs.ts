/** SQL about what tokens cost. */
import type { SqlInput } from './define-query.js';

/**
 * SQL: place of a model in the list of prices, by its name or by its name without provider and date; 0: it has none.
 * `transform` and not `indexOf`, because the engine then looks up each different model once and not each row.
 */
export function priceRow({ param }: SqlInput): string {
  const models = param('price_models');
  const places = `arrayEnumerate(${models})`;
  const plain = `replaceRegexpOne(replaceRegexpOne(model, '^[a-z]+/', ''), '-[0-9]{4}-[0-9]{2}-[0-9]{2}$', '')`;
  return `toUInt32(transform(model, ${models}, ${places}, transform(${plain}, ${models}, ${places}, 0)))`;
}

/** SQL: cost in US dollars. Cached and written input are parts of the input, reasoning of the output. */
export function cost({ param }: SqlInput): string {
  return `if(price_row = 0, NULL, (
      (input_tokens - least(cached_input_tokens, input_tokens)
        - least(cache_write_input_tokens, input_tokens - least(cached_input_tokens, input_tokens))) * ${param('price_input')}[price_row]
      + least(cached_input_tokens, input_tokens) * ${param('price_cached_input')}[price_row]
      + least(cache_write_input_tokens, input_tokens - least(cached_input_tokens, input_tokens)) * ${param('price_cache_write')}[price_row]
      + output_tokens * ${param('price_output')}[price_row]) / 1000000)`;
}

/** SQL aggregate of the cost of uses; rounded, because sums of floats differ in their last digits by order. */
export function costSum(uses: string): string {
  return `if(${uses} > 0 AND countIf(isNotNull(use_cost_usd)) = 0, NULL, round(ifNull(sum(use_cost_usd), 0), 6))`;
}
