import { Type } from 'typebox';

import type { ModelResponseFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';

/** What {@link modelResponse} is made from. */
export interface ModelResponseInput {
  readonly fact: ModelResponseFact;
  readonly rootThreadId: string;
}

const usage = 'last of thread/tokenUsage/updated; rollout: token_usage_record or token_count';

/** One use of tokens: what a cost report is made from, since turn events do not cover sub-agents and reviews. */
export const modelResponse = defineEvent({
  type: 'tacho_model_response',
  own: true,
  summary:
    'A request to a model was answered. None for repeated announcements of a usage, those after a resume, and sizes after a compaction.',
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'threadId', column: 'thread_id' }),
    turn_id: field.string({ description: 'The turn.', source: 'turnId', column: 'turn_id' }),
    root_thread_id: field.string({
      description: 'Root of the tree of threads; the thread itself when it has no parent.',
      source: 'thread metadata',
      column: 'root_thread_id',
    }),
    response_id: field.stringOrNull({
      description: 'Id of the response; null without a rollout.',
      source: 'rollout: token_usage_record',
    }),
    model: field.stringOrNull({
      description: 'Model that answered; null when it is not known.',
      source: 'configuration of the turn',
      column: 'model',
    }),
    input_tokens: field.int({ description: 'Input, cached tokens included.', source: usage, column: 'input_tokens' }),
    cached_input_tokens: field.int({
      description: 'Of these, read from the cache.',
      source: usage,
      column: 'cached_input_tokens',
    }),
    cache_write_input_tokens: field.intOrNull({
      description: 'Of these, written to the cache; null where nothing tells it.',
      source: usage,
      column: 'cache_write_input_tokens',
    }),
    output_tokens: field.int({ description: 'Output, reasoning included.', source: usage, column: 'output_tokens' }),
    reasoning_output_tokens: field.int({
      description: 'Of these, spent on reasoning.',
      source: usage,
      column: 'reasoning_output_tokens',
    }),
    purpose: field.string({
      description: '`turn`, `compaction`, `guardian` or `subagent`.',
      source: 'thread and open items',
      column: 'purpose',
    }),
    occurred_at_ms: field.int({
      description: 'When it was announced, Unix milliseconds.',
      source: 'time of the message',
    }),
  }),
  occurredAtMs: (params) => params.occurred_at_ms,
  build: ({ fact, rootThreadId }: ModelResponseInput) => ({
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    root_thread_id: rootThreadId,
    response_id: fact.responseId,
    model: fact.model,
    input_tokens: fact.usage.inputTokens,
    cached_input_tokens: fact.usage.cachedInputTokens,
    cache_write_input_tokens: fact.usage.cacheWriteInputTokens,
    output_tokens: fact.usage.outputTokens,
    reasoning_output_tokens: fact.usage.reasoningOutputTokens,
    purpose: fact.purpose,
    occurred_at_ms: fact.atMs,
  }),
});
