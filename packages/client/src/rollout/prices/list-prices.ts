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
  /** The same for models whose tiers have factors of their own. */
  readonly modelTierFactors: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly models: Readonly<Record<string, ListPrice>>;
}

const price = (inputUsd: number, cachedInputUsd: number | null, outputUsd: number): ListPrice => ({
  inputUsd,
  cachedInputUsd,
  cacheWriteUsd: null,
  outputUsd,
});

/** Models since 5.6: what is written to the cache costs a quarter more than input. */
const priceWithWrites = (inputUsd: number, cachedInputUsd: number, outputUsd: number): ListPrice => ({
  ...price(inputUsd, cachedInputUsd, outputUsd),
  cacheWriteUsd: inputUsd * 1.25,
});

/**
 * Compared with public tables that cite OpenAI's list, not with the list itself: prices change, and whoever needs them
 * exact checks them and puts their own into `prices.json` of the data directory. A model whose price is not known is not
 * here, and counts as unpriced; so does `codex-auto-review`, the reviewer's model, which no list names.
 */
export const listPrices: PriceList = {
  version: '2026-11-20.2',
  checked: '2026-11-20',
  source:
    'OpenAI API pricing (openai.com/api/pricing), standard processing, up to 272,000 tokens of context, by way of public tables that cite it',
  tierFactors: { default: 1, auto: 1, standard: 1, flex: 0.5, batch: 0.5, priority: 2, fast: 2 },
  modelTierFactors: { 'gpt-5.5': { priority: 2.5, fast: 2.5 } },
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
    'gpt-5.4-mini': price(0.75, 0.075, 4.5),
    'gpt-5.4-nano': price(0.2, 0.02, 1.25),
    'gpt-5.4-pro': price(30, null, 180),
    'gpt-5.5': price(5, 0.5, 30),
    'gpt-5.5-pro': price(30, null, 180),
    'gpt-5.6-luna': priceWithWrites(0.2, 0.02, 1.2),
    'gpt-5.6-sol': priceWithWrites(4, 0.4, 20),
    'gpt-5.6-terra': priceWithWrites(2, 0.2, 12),
    'gpt-6-astra': priceWithWrites(10, 1, 50),
    'gpt-6-luna': priceWithWrites(0.1, 0.01, 0.5),
    'gpt-6-sol': priceWithWrites(2, 0.2, 10),
    o1: price(15, 7.5, 60),
    o3: price(2, 0.5, 8),
    'o3-mini': price(1.1, 0.55, 4.4),
    'o4-mini': price(1.1, 0.275, 4.4),
  },
};
