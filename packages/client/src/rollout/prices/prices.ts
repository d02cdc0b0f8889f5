import { readFileSync } from 'node:fs';

import { numberOf, objectOf, parseObject } from '../json-value.js';
import type { TokenCounts } from '../tokens/token-use.js';
import { listPrices } from './list-prices.js';
import type { ListPrice } from './list-prices.js';

/** Prices as they are used: the list, with what the user says in its place. */
export interface Prices {
  readonly version: string;
  readonly rows: readonly PriceRow[];
  /** Cost at list price in US dollars; null for a model without a known price. */
  costUsd(model: string | null, serviceTier: string | null, tokens: TokenCounts): number | null;
}

/** A price and who set it. */
export interface PriceRow extends ListPrice {
  readonly model: string;
  readonly origin: 'list' | 'user';
}

/** What the user's file of prices holds wrong; the message names the model and the key, never a value. */
export class PriceFileError extends Error {
  override readonly name = 'PriceFileError';
}

/** The prices of the list and of the user's file, where there is one. */
export function loadPrices(userFile: string | null): Prices {
  const own = userFile === null ? {} : readUserPrices(userFile);
  const rows = new Map<string, PriceRow>();
  for (const [model, price] of Object.entries(listPrices.models)) rows.set(model, { model, origin: 'list', ...price });
  for (const [model, price] of Object.entries(own)) rows.set(model, { model, origin: 'user', ...price });
  const find = (model: string) => rows.get(model) ?? rows.get(plainName(model));
  return {
    version: listPrices.version,
    rows: [...rows.values()].sort((a, b) => (a.model < b.model ? -1 : 1)),
    costUsd(model, serviceTier, tokens) {
      const price = model === null ? undefined : find(model);
      if (price === undefined) return null;
      return costAt(price, tokens) * tierFactor(price.model, serviceTier ?? 'default');
    },
  };
}

/** What a tier multiplies a price with; prices of the user's own are multiplied like those of the list. */
function tierFactor(model: string, tier: string): number {
  return listPrices.modelTierFactors[model]?.[tier] ?? listPrices.tierFactors[tier] ?? 1;
}

/** Cached and written input are parts of the input, reasoning of the output: nothing is counted twice. */
function costAt(price: ListPrice, tokens: TokenCounts): number {
  const cached = Math.min(tokens.cachedInputTokens, tokens.inputTokens);
  const written = Math.min(tokens.cacheWriteInputTokens, tokens.inputTokens - cached);
  const plain = tokens.inputTokens - cached - written;
  const usd =
    plain * price.inputUsd +
    cached * (price.cachedInputUsd ?? price.inputUsd) +
    written * (price.cacheWriteUsd ?? price.inputUsd) +
    tokens.outputTokens * price.outputUsd;
  return usd / 1_000_000;
}

/** `openai/gpt-5-2025-08-07` is priced as `gpt-5`. */
function plainName(model: string): string {
  return model.replace(/^[a-z]+\//, '').replace(/-\d{4}-\d{2}-\d{2}$/, '');
}

/** The user's own prices; an absent file is an empty one. */
export function readUserPrices(path: string): Readonly<Record<string, ListPrice>> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return {};
  }
  const models = objectOf(parseObject(text)?.models);
  if (models === null) throw new PriceFileError('the file of prices holds no "models"');
  return Object.fromEntries(Object.entries(models).map(([model, value]) => [model, userPrice(model, value)]));
}

function userPrice(model: string, value: unknown): ListPrice {
  const row = objectOf(value);
  const read = (key: string): number | null => {
    if (row?.[key] === undefined || row[key] === null) return null;
    const number = numberOf(row[key]);
    if (number === null || number < 0) throw new PriceFileError(`${model}: ${key} is no price`);
    return number;
  };
  const input = read('input');
  const output = read('output');
  if (input === null || output === null) throw new PriceFileError(`${model}: input and output are needed`);
  return {
    inputUsd: input,
    cachedInputUsd: read('cached_input'),
    cacheWriteUsd: read('cache_write'),
    outputUsd: output,
  };
}
