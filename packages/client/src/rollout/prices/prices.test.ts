import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { discoverRollouts } from '../discover.js';
import { createScratch, type Scratch } from '../testing/session-logs.js';
import { scanTokens } from '../tokens/scan-tokens.js';
import type { ScannedUse } from '../tokens/scan-tokens.js';
import { loadPrices, PriceFileError } from './prices.js';

let scratch: Scratch;
beforeEach(() => {
  scratch = createScratch();
});
afterEach(() => scratch.remove());

const fixtures = fileURLToPath(new URL('../../../../../fixtures/', import.meta.url));

const tokens = {
  inputTokens: 1_000_000,
  cachedInputTokens: 400_000,
  cacheWriteInputTokens: 0,
  outputTokens: 100_000,
  reasoningOutputTokens: 50_000,
};

describe('costs at list price', () => {
  it('count cached input inside of input and reasoning inside of output', () => {
    expect(loadPrices(null).costUsd('gpt-5', null, tokens)).toBeCloseTo(0.6 * 1.25 + 0.4 * 0.125 + 0.1 * 10);
  });

  it('follow the service tier', () => {
    const prices = loadPrices(null);
    const standard = prices.costUsd('gpt-5', 'default', tokens) ?? 0;
    expect(prices.costUsd('gpt-5', 'flex', tokens)).toBeCloseTo(standard / 2);
    expect(prices.costUsd('gpt-5', 'priority', tokens)).toBeCloseTo(standard * 2);
    const newer = prices.costUsd('gpt-5.5', null, tokens) ?? 0;
    expect(prices.costUsd('gpt-5.5', 'fast', tokens)).toBeCloseTo(newer * 2.5);
  });

  it('are known for each model that a recording names, but the reviewer that no list has', () => {
    const unpriced = new Set<string>();
    for (const path of discoverRollouts([fixtures], () => {}).map((file) => file.path)) {
      const use = ({ model, tokens: used }: ScannedUse) => {
        if (loadPrices(null).costUsd(model, null, used) === null) unpriced.add(String(model));
      };
      scanTokens(path, { session: () => {}, use, replayed: () => {}, skipped: () => {} });
    }
    expect([...unpriced]).toEqual(['codex-auto-review']);
  });

  it('know a model by its plain name', () => {
    const prices = loadPrices(null);
    expect(prices.costUsd('openai/gpt-5-2025-08-07', null, tokens)).toBe(prices.costUsd('gpt-5', null, tokens));
  });

  it('are unknown for a model without a price', () => {
    expect(loadPrices(null).costUsd('some-local-model', null, tokens)).toBeNull();
    expect(loadPrices(null).costUsd(null, null, tokens)).toBeNull();
  });

  it('take the prices of the user in the place of the list', () => {
    const path = scratch.write(
      'prices.json',
      '{"models":{"gpt-5":{"input":2,"output":20},"mine":{"input":1,"output":1,"cache_write":3}}}',
    );
    const prices = loadPrices(path);
    expect(prices.costUsd('gpt-5', null, tokens)).toBeCloseTo(2 + 2);
    expect(
      prices.costUsd('mine', null, { ...tokens, cachedInputTokens: 0, cacheWriteInputTokens: 100_000 }),
    ).toBeCloseTo(0.9 + 0.3 + 0.1);
    expect(prices.rows.find((row) => row.model === 'mine')?.origin).toBe('user');
  });

  it('say what is wrong with a file of prices', () => {
    const path = scratch.write('prices.json', '{"models":{"gpt-5":{"input":-2,"output":20}}}');
    expect(() => loadPrices(path)).toThrow(PriceFileError);
  });
});
