import { loadPrices, PriceFileError, type Prices } from '@tachograph/client/rollout';

import type { BoundParams } from '../store/store.js';

/** Types of the placeholders that prices are bound to: one array for each column of the list, in the order of the models. */
export const priceTypes = {
  price_models: 'Array(String)',
  price_input: 'Array(Float64)',
  price_cached_input: 'Array(Float64)',
  price_cache_write: 'Array(Float64)',
  price_output: 'Array(Float64)',
} as const;

/** Name of a placeholder for prices. */
export type PriceParam = keyof typeof priceTypes;

/** The prices of the list, with those of the user's file in their place, as they are bound into a query. */
export function priceParams(pricesFile: string | null): BoundParams {
  const { rows } = readPrices(pricesFile);
  return {
    price_models: rows.map((row) => row.model),
    price_input: rows.map((row) => row.inputUsd),
    price_cached_input: rows.map((row) => row.cachedInputUsd ?? row.inputUsd),
    price_cache_write: rows.map((row) => row.cacheWriteUsd ?? row.inputUsd),
    price_output: rows.map((row) => row.outputUsd),
  };
}

/** A file that cannot be read must not take every answer away: `tacho prices` says what is wrong with it. */
function readPrices(pricesFile: string | null): Prices {
  try {
    return loadPrices(pricesFile);
  } catch (error) {
    if (error instanceof PriceFileError) return loadPrices(null);
    throw error;
  }
}
