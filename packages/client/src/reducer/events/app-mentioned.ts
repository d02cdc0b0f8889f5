import { Type } from 'typebox';

import type { AppMention, AppMentionedFact } from '../../facts/index.js';
import { defineEvent } from '../define-event.js';
import { appFields } from './app-fields.js';

/** What {@link appMentioned} is made from. */
export interface AppMentionedInput {
  readonly fact: AppMentionedFact;
  readonly mention: AppMention;
  readonly productClientId: string | null;
}

/** The user named an app. */
export const appMentioned = defineEvent({
  type: 'codex_app_mentioned',
  summary: 'The input of a turn named an app: one event for each.',
  params: Type.Object(appFields),
  occurredAtMs: () => null,
  build: ({ fact, mention, productClientId }: AppMentionedInput) => ({
    connector_id: mention.connectorId,
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    app_name: mention.appName,
    product_client_id: productClientId,
    invoke_type: 'explicit',
    model_slug: fact.model,
  }),
});
