import { Type } from 'typebox';

import type { GoalChangedFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';

/** What {@link goal} is made from. */
export interface GoalInput {
  readonly fact: GoalChangedFact;
  readonly sessionId: string;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly lineage: ThreadLineage;
}

/** The goal of a thread changed. */
export const goal = defineEvent({
  type: 'codex_goal_event',
  since: '0.169.0',
  summary: 'A goal of a thread was created, changed or cleared.',
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'threadId', column: 'thread_id' }),
    session_id: field.string({
      description: 'Session of the thread.',
      source: 'thread metadata',
      column: 'session_id',
    }),
    turn_id: field.stringOrNull({ description: 'The turn; null between turns.', source: 'turnId', column: 'turn_id' }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    ...threadLineage,
    goal_id: field.stringOrNull({ description: 'Internal id; null in traffic.', source: 'none' }),
    event_kind: field.string({
      description: '`created`, `status_changed`, `usage_accounted`, `cleared`.',
      source: 'thread/goal/updated, thread/goal/cleared',
    }),
    goal_status: field.string({
      description: '`active`, `complete`, `blocked`, …',
      source: 'goal.status',
      column: 'status',
    }),
    has_token_budget: field.boolean({ description: 'Whether it has a budget of tokens.', source: 'goal.tokenBudget' }),
    cumulative_tokens_accounted: field.intOrNull({
      description: 'Tokens so far; null but for `usage_accounted`.',
      source: 'none',
    }),
    cumulative_time_accounted_seconds: field.intOrNull({
      description: 'Seconds so far; null but for `usage_accounted`.',
      source: 'none',
    }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, ...input }: GoalInput) => ({
    thread_id: fact.threadId,
    session_id: input.sessionId,
    turn_id: fact.turnId,
    app_server_client: input.client,
    runtime: input.runtime,
    thread_source: input.lineage.threadSource,
    subagent_source: input.lineage.subagentSource,
    parent_thread_id: input.lineage.parentThreadId,
    goal_id: fact.goalId,
    event_kind: fact.eventKind,
    goal_status: fact.goalStatus,
    has_token_budget: fact.hasTokenBudget,
    cumulative_tokens_accounted: fact.cumulativeTokens,
    cumulative_time_accounted_seconds: fact.cumulativeTimeSeconds,
  }),
});
