import { Type } from 'typebox';

import type { CompactionFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';

/** What {@link compaction} is made from. */
export interface CompactionInput {
  readonly fact: CompactionFact;
  readonly sessionId: string;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly lineage: ThreadLineage;
}

const since = '0.169.0' as const;
const neverTold = { description: 'Always null so far.', source: 'none', since };

/** The context of a thread was shortened. */
export const compaction = defineEvent({
  type: 'codex_compaction_event',
  summary: 'The context of a thread was shortened, or that failed. None for an interrupted one.',
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'threadId', column: 'thread_id' }),
    session_id: field.string({
      description: 'Session of the thread.',
      source: 'thread metadata',
      column: 'session_id',
    }),
    turn_id: field.string({ description: 'The turn.', source: 'turnId', column: 'turn_id' }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    ...threadLineage,
    trigger: field.string({ description: '`manual` or `auto`.', source: 'whether thread/compact/start made the turn' }),
    reason: field.string({
      description: '`user_requested`, `context_limit`, `model_downshift`, `comp_hash_changed`.',
      source: 'the trigger; a change of the model',
    }),
    implementation: field.string({
      description: '`responses` (by a prompt), `responses_compact`, `responses_compaction_v2` (by the provider).',
      source: 'provider of the model, usage while the item was open; rollout: replacement_history',
    }),
    phase: field.string({
      description: '`standalone_turn`, `pre_turn`, `mid_turn`, `post_turn`.',
      source: 'the trigger, usage before in the turn',
    }),
    strategy: field.string({ description: 'Always `memento` so far.', source: 'constant' }),
    status: field.string({
      description: '`completed`, `failed` or `interrupted`.',
      source: 'end of the item; turn/completed',
      column: 'status',
    }),
    voice_session_id: field.stringOrNull(neverTold),
    error: field.stringOrNull({
      description: 'Text of the error, not shortened; null when it completed.',
      source: 'error notification of the turn',
      until: '0.169.0',
      carries: 'text',
    }),
    codex_error_kind: field.stringOrNull({
      description: 'Kind of error; null when it completed.',
      source: 'error of the turn',
      since,
      column: 'codex_error_kind',
    }),
    codex_error_http_status_code: field.intOrNull({
      description: 'Status, where the error keeps one.',
      source: 'error of the turn',
      since,
    }),
    usage_limit_window_minutes: field.intOrNull(neverTold),
    active_context_tokens_before: field.int({
      description: 'Tokens in the context when it began.',
      source: 'last.totalTokens of the last usage before; rollout: plus an estimate of what was added since',
      column: 'active_context_tokens_before',
    }),
    active_context_tokens_after: field.int({
      description: 'Tokens in the context when it ended; may be more than before.',
      source: 'last.totalTokens of the announcement without input and output; failed: as before',
      column: 'active_context_tokens_after',
    }),
    retained_image_count: field.intOrNull(neverTold),
    compaction_summary_tokens: field.intOrNull(neverTold),
    cached_input_tokens: field.intOrNull(neverTold),
    cache_write_input_tokens: field.intOrNull(neverTold),
    started_at: field.int({ description: 'Start, Unix seconds.', source: 'startedAtMs of the item' }),
    completed_at: field.int({
      description: 'End, Unix seconds.',
      source: 'completedAtMs of the item, or end of the turn',
    }),
    duration_ms: field.intOrNull({
      description: 'Length in milliseconds.',
      source: 'difference',
      column: 'duration_ms',
    }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, ...input }: CompactionInput) => ({
    thread_id: fact.threadId,
    session_id: input.sessionId,
    turn_id: fact.turnId,
    app_server_client: input.client,
    runtime: input.runtime,
    thread_source: input.lineage.threadSource,
    subagent_source: input.lineage.subagentSource,
    parent_thread_id: input.lineage.parentThreadId,
    trigger: fact.trigger,
    reason: fact.reason,
    implementation: fact.implementation,
    phase: fact.phase,
    strategy: fact.strategy,
    status: fact.status,
    voice_session_id: null,
    error: fact.error,
    codex_error_kind: fact.errorKind,
    codex_error_http_status_code: fact.errorHttpStatusCode,
    usage_limit_window_minutes: null,
    active_context_tokens_before: fact.tokensBefore,
    active_context_tokens_after: fact.tokensAfter,
    retained_image_count: null,
    compaction_summary_tokens: null,
    cached_input_tokens: null,
    cache_write_input_tokens: null,
    started_at: Math.floor(fact.startedAtMs / 1000),
    completed_at: Math.floor(fact.completedAtMs / 1000),
    duration_ms: Math.max(0, fact.completedAtMs - fact.startedAtMs),
  }),
});
