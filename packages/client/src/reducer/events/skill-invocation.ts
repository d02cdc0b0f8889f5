import { Type } from 'typebox';

import type { SkillInvocation, SkillInvokedFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';

/** What {@link skillInvocation} is made from. */
export interface SkillInvocationInput {
  readonly fact: SkillInvokedFact;
  readonly invocation: SkillInvocation;
  readonly productClientId: string | null;
}

/** A skill was invoked. */
export const skillInvocation = defineEvent({
  type: 'skill_invocation',
  summary: 'A skill was named by the user or put to use by a command: one event for each.',
  topLevel: Type.Object({
    skill_id: field.stringOrNull({
      description: 'SHA-1 of where the skill lies and its name; null where the place is not known.',
      source: 'skills/list and the remote; rollout: text that is put into the input',
    }),
    skill_name: field.stringOrNull({
      description: 'Name.',
      source: 'input, skills/list',
      column: 'skill_name',
      carries: 'name',
    }),
  }),
  params: Type.Object({
    product_client_id: field.stringOrNull({
      description: 'Originator.',
      source: 'connection of the thread',
      column: 'product_client_id',
    }),
    skill_scope: field.stringOrNull({ description: '`user`, `repo`, `system` or `admin`.', source: 'skills/list' }),
    plugin_id: field.stringOrNull({
      description: 'Plugin that the skill came from; null for others.',
      source: 'prefix of the name',
      column: 'plugin_id',
      carries: 'name',
    }),
    remote_plugin_id: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
    repo_url: field.stringOrNull({
      description:
        'Remote of the repository that holds the skill, without credentials; null outside, and where nothing tells it.',
      source: 'rollout: session_meta.git',
      until: '0.169.0',
      carries: 'url',
    }),
    thread_id: field.stringOrNull({ description: 'The thread.', source: 'turn', column: 'thread_id' }),
    turn_id: field.stringOrNull({ description: 'The turn.', source: 'turn', column: 'turn_id' }),
    invoke_type: field.stringOrNull({
      description: '`explicit` or `implicit`.',
      source: 'input, or a command that reads or runs it',
    }),
    model_slug: field.stringOrNull({
      description: 'Model of the turn.',
      source: 'configuration of the turn',
      column: 'model_slug',
    }),
    voice_session_id: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, invocation, productClientId }: SkillInvocationInput) => ({
    product_client_id: productClientId,
    skill_scope: invocation.scope,
    plugin_id: invocation.pluginId,
    remote_plugin_id: null,
    repo_url: invocation.repoUrl,
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    invoke_type: invocation.invokeType,
    model_slug: fact.model,
    voice_session_id: null,
  }),
});
