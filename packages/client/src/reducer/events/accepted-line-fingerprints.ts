import { Type } from 'typebox';

import { defineEvent, field } from '../define-event.js';

/** What {@link acceptedLineFingerprints} is made from. */
export interface AcceptedLinesInput {
  readonly threadId: string;
  readonly turnId: string;
  readonly model: string | null;
  /** Unix seconds. */
  readonly completedAt: number;
  readonly repoHash: string | null;
  readonly addedLines: number;
  readonly deletedLines: number;
}

/** The lines that the turn left in the working folder. Directly after the turn event of its turn. */
export const acceptedLineFingerprints = defineEvent({
  type: 'codex_accepted_line_fingerprints',
  summary:
    'The last diff of a turn had added or deleted lines. Also for failed and interrupted turns and outside of a repository; none when the edits cancel out.',
  params: Type.Object({
    event_type: field.string({ description: 'Constant `codex.accepted_line_fingerprints`.', source: 'constant' }),
    turn_id: field.string({ description: 'The turn.', source: 'turn', column: 'turn_id' }),
    thread_id: field.string({ description: 'The thread.', source: 'turn', column: 'thread_id' }),
    product_surface: field.stringOrNull({ description: 'Constant `codex`.', source: 'constant' }),
    model_slug: field.stringOrNull({
      description: 'Model of the turn.',
      source: 'configuration of the turn',
      column: 'model_slug',
    }),
    completed_at: field.int({ description: 'When it was sent, Unix seconds.', source: 'time of turn/completed' }),
    repo_hash: field.stringOrNull({
      description: 'SHA-1 of the canonical remote; null without a remote, and where the source does not see it.',
      source: 'gitInfo.originUrl of an answer; rollout: session_meta.git',
    }),
    accepted_added_lines: field.int({
      description: 'Added lines.',
      source: 'last turn/diff/updated',
      column: 'accepted_added_lines',
    }),
    accepted_deleted_lines: field.int({
      description: 'Deleted lines.',
      source: 'last turn/diff/updated',
      column: 'accepted_deleted_lines',
    }),
    line_fingerprints: Type.Array(Type.Object({ path_hash: Type.String(), line_hash: Type.String() }), {
      description: 'Empty since 0.137; hashes of paths and lines before.',
      source: 'constant',
    }),
  }),
  occurredAtMs: () => null,
  build: (input: AcceptedLinesInput) => ({
    event_type: 'codex.accepted_line_fingerprints',
    turn_id: input.turnId,
    thread_id: input.threadId,
    product_surface: 'codex',
    model_slug: input.model,
    completed_at: input.completedAt,
    repo_hash: input.repoHash,
    accepted_added_lines: input.addedLines,
    accepted_deleted_lines: input.deletedLines,
    line_fingerprints: [],
  }),
});
