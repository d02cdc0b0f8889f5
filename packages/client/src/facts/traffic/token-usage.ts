import type { TokenUsageBreakdown } from '../../protocol/messages/turn.js';
import type { TokenUsage } from '../token-usage.js';

/** The protocol's form as ours. */
export function usageOf(breakdown: TokenUsageBreakdown): TokenUsage {
  return {
    inputTokens: breakdown.inputTokens,
    cachedInputTokens: breakdown.cachedInputTokens,
    cacheWriteInputTokens: breakdown.cacheWriteInputTokens ?? 0,
    outputTokens: breakdown.outputTokens,
    reasoningOutputTokens: breakdown.reasoningOutputTokens,
    totalTokens: breakdown.totalTokens,
  };
}

/** What came in between two announcements; an amount that went back counts as nothing. */
export function increase(from: TokenUsage, to: TokenUsage): TokenUsage {
  return combine(to, from, (later, earlier) => Math.max(0, later - earlier));
}

function combine(a: TokenUsage, b: TokenUsage, of: (a: number, b: number) => number): TokenUsage {
  return {
    inputTokens: of(a.inputTokens, b.inputTokens),
    cachedInputTokens: of(a.cachedInputTokens, b.cachedInputTokens),
    cacheWriteInputTokens: of(a.cacheWriteInputTokens ?? 0, b.cacheWriteInputTokens ?? 0),
    outputTokens: of(a.outputTokens, b.outputTokens),
    reasoningOutputTokens: of(a.reasoningOutputTokens, b.reasoningOutputTokens),
    totalTokens: of(a.totalTokens, b.totalTokens),
  };
}
