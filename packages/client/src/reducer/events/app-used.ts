import { Type } from 'typebox';

import type { AppUsedFact } from '../../facts/index.js';
import { defineEvent, field } from '../define-event.js';
import { appFields } from './app-fields.js';

/** What {@link appUsed} is made from. */
export interface AppUsedInput {
  readonly fact: AppUsedFact;
  readonly productClientId: string | null;
}

/** A tool of an app was called. */
export const appUsed = defineEvent({
  type: 'codex_app_used',
  summary: 'A tool of an app was called: once for each turn and connector.',
  params: Type.Object({
    ...appFields,
    voice_session_id: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
    elicitation_type: field.stringOrNull({ description: 'Always null so far.', source: 'none', since: '0.169.0' }),
  }),
  occurredAtMs: () => null,
  build: ({ fact, productClientId }: AppUsedInput) => ({
    connector_id: fact.connectorId,
    thread_id: fact.threadId,
    turn_id: fact.turnId,
    app_name: fact.appName,
    product_client_id: productClientId,
    invoke_type: fact.invokeType,
    model_slug: fact.model,
    voice_session_id: null,
    elicitation_type: null,
  }),
});
