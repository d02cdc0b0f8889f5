/** Token counts of one model request. Cached and cache-write input are inside of input, reasoning inside of output. */
export interface TokenCounts {
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteInputTokens: number;
  readonly outputTokens: number;
  readonly reasoningOutputTokens: number;
}

/** What a use of tokens was for. */
export type TokenPurpose = 'turn' | 'compaction' | 'guardian' | 'subagent';

/** No use at all. */
export const noTokens: TokenCounts = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteInputTokens: 0,
  outputTokens: 0,
  reasoningOutputTokens: 0,
};

/** Sum of two counts. */
export function addTokens(a: TokenCounts, b: TokenCounts): TokenCounts {
  return {
    inputTokens: a.inputTokens + b.inputTokens,
    cachedInputTokens: a.cachedInputTokens + b.cachedInputTokens,
    cacheWriteInputTokens: a.cacheWriteInputTokens + b.cacheWriteInputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    reasoningOutputTokens: a.reasoningOutputTokens + b.reasoningOutputTokens,
  };
}

/** Whether nothing was used: a repeat, an announcement or a size, but no request to the model. */
export function isNoUse(tokens: TokenCounts): boolean {
  return tokens.inputTokens === 0 && tokens.outputTokens === 0;
}

/**
 * The use that an announced total stands for, given the total before it. Totals only grow while a thread runs; where one
 * falls (the window was exceeded and the count began anew, or a file was continued by a process that knew nothing of it),
 * it is the new base, and a use only if it equals the request that is announced with it.
 */
export function useBetween(before: TokenCounts, total: TokenCounts, last: TokenCounts | null): TokenCounts {
  if (total.inputTokens < before.inputTokens || total.outputTokens < before.outputTokens) {
    return last !== null && sameTokens(last, total) ? total : noTokens;
  }
  return {
    inputTokens: total.inputTokens - before.inputTokens,
    cachedInputTokens: Math.max(0, total.cachedInputTokens - before.cachedInputTokens),
    cacheWriteInputTokens: Math.max(0, total.cacheWriteInputTokens - before.cacheWriteInputTokens),
    outputTokens: total.outputTokens - before.outputTokens,
    reasoningOutputTokens: Math.max(0, total.reasoningOutputTokens - before.reasoningOutputTokens),
  };
}

/** Whether two counts are equal. */
function sameTokens(a: TokenCounts, b: TokenCounts): boolean {
  return (
    a.inputTokens === b.inputTokens &&
    a.cachedInputTokens === b.cachedInputTokens &&
    a.cacheWriteInputTokens === b.cacheWriteInputTokens &&
    a.outputTokens === b.outputTokens &&
    a.reasoningOutputTokens === b.reasoningOutputTokens
  );
}
