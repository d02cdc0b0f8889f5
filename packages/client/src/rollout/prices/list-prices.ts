/** Price of a model in US dollars for a million tokens, as OpenAI's public list has it. */
export interface ListPrice {
  readonly inputUsd: number;
  /** Input that was read from the cache; it is part of the input. Null: no reduction. */
  readonly cachedInputUsd: number | null;
  /** Input that was written to the cache, where that costs extra. Null: as input. */
  readonly cacheWriteUsd: number | null;
  /** Reasoning is part of the output. */
  readonly outputUsd: number;
}

/** A dated list of prices. */
export interface PriceList {
  /** Raised with every change of a price. */
  readonly version: string;
  /** Day on which the prices were last compared with their source, by hand. */
  readonly checked: string;
  readonly source: string;
  /** What a service tier multiplies each price with; a tier that is not here has the list price. */
  readonly tierFactors: Readonly<Record<string, number>>;
  readonly models: Readonly<Record<string, ListPrice>>;
}

const price = (inputUsd: number, cachedInputUsd: number | null, outputUsd: number): ListPrice => ({
  inputUsd,
  cachedInputUsd,
  cacheWriteUsd: null,
  outputUsd,
});

/**
 * Written down without a look at the source on that day: prices change, and whoever needs them exact checks them and puts
 * their own into `prices.json` of the data directory. A model whose price is not known is not here, and counts as unpriced.
 */
export const listPrices: PriceList = {
  version: '2026-11-20.1',
  checked: '2026-11-20',
  source: 'OpenAI API pricing (openai.com/api/pricing), standard processing, list prices to be checked',
  tierFactors: { default: 1, auto: 1, standard: 1, flex: 0.5, batch: 0.5, priority: 2, fast: 2 },
  models: {
    'codex-mini-latest': price(1.5, 0.375, 6),
    'gpt-4.1': price(2, 0.5, 8),
    'gpt-4.1-mini': price(0.4, 0.1, 1.6),
    'gpt-4.1-nano': price(0.1, 0.025, 0.4),
    'gpt-4o': price(2.5, 1.25, 10),
    'gpt-4o-mini': price(0.15, 0.075, 0.6),
    'gpt-5': price(1.25, 0.125, 10),
    'gpt-5-codex': price(1.25, 0.125, 10),
    'gpt-5-mini': price(0.25, 0.025, 2),
    'gpt-5-nano': price(0.05, 0.005, 0.4),
    'gpt-5-pro': price(15, null, 120),
    'gpt-5.1': price(1.25, 0.125, 10),
    'gpt-5.1-codex': price(1.25, 0.125, 10),
    'gpt-5.1-codex-max': price(1.25, 0.125, 10),
    'gpt-5.1-codex-mini': price(0.25, 0.025, 2),
    'gpt-5.2': price(1.75, 0.175, 14),
    'gpt-5.2-codex': price(1.75, 0.175, 14),
    'gpt-5.2-pro': price(21, null, 168),
    'gpt-5.3-codex': price(1.75, 0.175, 14),
    'gpt-5.4': price(2.5, 0.25, 15),
    'gpt-5.5': price(5, 0.5, 30),
    o1: price(15, 7.5, 60),
    o3: price(2, 0.5, 8),
    'o3-mini': price(1.1, 0.55, 4.4),
    'o4-mini': price(1.1, 0.275, 4.4),
  },
};
