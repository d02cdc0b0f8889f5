import { Type } from 'typebox';

import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';

/** What {@link turnSteer} is made from. */
export interface TurnSteerInput {
  readonly threadId: string;
  readonly sessionId: string;
  readonly expectedTurnId: string;
  readonly acceptedTurnId: string | null;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly lineage: ThreadLineage;
  readonly numInputImages: number;
  readonly rejectionReason: string | null;
  /** Unix seconds. */
  readonly createdAt: number;
}

/** The user added to a running turn, or tried to. */
export const turnSteer = defineEvent({
  type: 'codex_turn_steer_event',
  summary: 'A turn/steer was accepted or rejected. None on an unknown thread.',
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'request: threadId', column: 'thread_id' }),
    session_id: field.string({
      description: 'Session of the thread.',
      source: 'thread metadata',
      column: 'session_id',
    }),
    expected_turn_id: field.stringOrNull({
      description: 'Turn that the client meant.',
      source: 'request: expectedTurnId',
    }),
    accepted_turn_id: field.stringOrNull({
      description: 'Turn that took it; null when rejected.',
      source: 'answer: turnId',
    }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    ...threadLineage,
    num_input_images: field.int({
      description: 'Images in the input.',
      source: 'request: image and localImage inputs',
    }),
    result: field.string({ description: '`accepted` or `rejected`.', source: 'answer or error' }),
    rejection_reason: field.stringOrNull({
      description:
        '`no_active_turn`, `expected_turn_mismatch`, `non_steerable_review`, `non_steerable_compact`, `empty_input`, `input_too_large`; null when accepted or of no known kind.',
      source: 'error: data, else its message',
    }),
    created_at: field.int({ description: 'Time of the request, Unix seconds.', source: 'time of the request' }),
  }),
  occurredAtMs: (params) => params.created_at * 1000,
  build: (input: TurnSteerInput) => ({
    thread_id: input.threadId,
    session_id: input.sessionId,
    expected_turn_id: input.expectedTurnId,
    accepted_turn_id: input.acceptedTurnId,
    app_server_client: input.client,
    runtime: input.runtime,
    thread_source: input.lineage.threadSource,
    subagent_source: input.lineage.subagentSource,
    parent_thread_id: input.lineage.parentThreadId,
    num_input_images: input.numInputImages,
    result: input.acceptedTurnId === null ? 'rejected' : 'accepted',
    rejection_reason: input.rejectionReason,
    created_at: input.createdAt,
  }),
});
