import { Type } from 'typebox';

import type { HookRunFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';

/** What {@link hookRun} is made from. */
export interface HookRunInput {
  readonly fact: HookRunFact;
  readonly productClientId: string | null;
}

/** A hook handler ran. */
export const hookRun = defineEvent({
  type: 'codex_hook_run',
  summary: 'A hook handler ran to its end, whatever came of it.',
  params: Type.Object({
    thread_id: field.stringOrNull({
      description: 'The thread.',
      source: 'hook/completed: threadId',
      column: 'thread_id',
    }),
    turn_id: field.stringOrNull({
      description: 'The turn.',
      source: 'hook/completed: turnId, else the running turn',
      column: 'turn_id',
    }),
    model_slug: field.stringOrNull({
      description: 'Model of the turn.',
      source: 'configuration of the turn',
      column: 'model_slug',
    }),
    hook_name: field.stringOrNull({
      description: 'The occasion, as `PreToolUse`.',
      source: 'run.eventName',
      column: 'hook_name',
    }),
    hook_source: field.stringOrNull({
      description: 'Layer that configured it, as `user`, `project`, `plugin`.',
      source: 'run.source',
      column: 'hook_source',
    }),
    status: field.stringOrNull({
      description: '`completed`, `failed`, `blocked` or `stopped`.',
      source: 'run.status; running counts as failed',
      column: 'status',
    }),
    product_client_id: field.stringOrNull({
      description: 'Originator of the thread.',
      source: 'connection of the thread',
      since: '0.169.0',
      column: 'product_client_id',
    }),
    handler_type: field.stringOrNull({
      description: '`command`, `prompt`, `agent`.',
      source: 'run.handlerType',
      since: '0.169.0',
    }),
    execution_mode: field.stringOrNull({
      description: '`sync` or `async`.',
      source: 'run.executionMode',
      since: '0.169.0',
    }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, productClientId }: HookRunInput) => ({
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    model_slug: fact.model,
    hook_name: fact.hookName,
    hook_source: fact.hookSource,
    status: fact.status === 'running' ? 'failed' : fact.status,
    product_client_id: productClientId,
    handler_type: fact.handlerType,
    execution_mode: fact.executionMode,
  }),
});
