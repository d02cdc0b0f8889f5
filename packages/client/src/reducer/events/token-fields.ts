import type { TokenUsage } from '../../facts/index.js';
import { field } from '../define-event.js';

const usage = 'thread/tokenUsage/updated; rollout: token_usage_record or token_count';

/** Five token counts of something that may have none. */
export function tokenFields(whose: string, columns: boolean) {
  const column = (name: string) => (columns ? { column: name } : {});
  return {
    input_tokens: field.intOrNull({
      description: `Input tokens of ${whose}, cached ones included.`,
      source: usage,
      ...column('input_tokens'),
    }),
    cached_input_tokens: field.intOrNull({
      description: `Of these, read from the cache.`,
      source: usage,
      ...column('cached_input_tokens'),
    }),
    cache_write_input_tokens: field.intOrNull({
      description: `Of these, written to the cache; null where nothing tells it.`,
      source: usage,
      since: '0.169.0',
      ...column('cache_write_input_tokens'),
    }),
    output_tokens: field.intOrNull({
      description: `Output tokens of ${whose}, reasoning included.`,
      source: usage,
      ...column('output_tokens'),
    }),
    reasoning_output_tokens: field.intOrNull({
      description: `Of these, spent on reasoning.`,
      source: usage,
      ...column('reasoning_output_tokens'),
    }),
    total_tokens: field.intOrNull({ description: `All tokens of ${whose}.`, source: usage, ...column('total_tokens') }),
  };
}

/** The same as values; null when nothing was used or may be told. */
export function tokenValues(tokens: TokenUsage | null) {
  return {
    input_tokens: tokens?.inputTokens ?? null,
    cached_input_tokens: tokens?.cachedInputTokens ?? null,
    cache_write_input_tokens: tokens?.cacheWriteInputTokens ?? null,
    output_tokens: tokens?.outputTokens ?? null,
    reasoning_output_tokens: tokens?.reasoningOutputTokens ?? null,
    total_tokens: tokens?.totalTokens ?? null,
  };
}
