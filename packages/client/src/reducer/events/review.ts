import { Type } from 'typebox';

import { defineEvent, field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';
import { spanMs } from './tool-item.js';

/** What {@link review} is made from. */
export interface ReviewInput {
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string | null;
  readonly reviewId: string;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly lineage: ThreadLineage;
  readonly subjectKind: string;
  readonly subjectName: string;
  readonly reviewer: 'guardian' | 'user';
  readonly trigger: string;
  readonly status: string;
  readonly resolution: string;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
}

/** An approval was decided. */
export const review = defineEvent({
  type: 'codex_review_event',
  summary:
    'An approval was decided by the user or the automatic reviewer, or ended undecided. None for a decision by a hook or a rule.',
  params: Type.Object({
    thread_id: field.string({ description: 'The thread.', source: 'threadId', column: 'thread_id' }),
    turn_id: field.string({ description: 'The turn.', source: 'turnId', column: 'turn_id' }),
    item_id: field.stringOrNull({
      description: 'The item that was reviewed; `network#…` for a host; null when there is none.',
      source: 'itemId, targetItemId',
      column: 'item_id',
      carries: 'url',
      carriesPrefix: 'network#',
    }),
    review_id: field.stringOrNull({
      description:
        '`user:` and the id of the request, or the id of the automatic review; null when only a rollout is there, which does not hold it.',
      source: 'request id, reviewId',
      column: 'review_id',
    }),
    app_server_client: appServerClient(),
    runtime: runtime(),
    ...threadLineage,
    subject_kind: field.string({
      description:
        '`command_execution`, `file_change`, `mcp_tool_call`, `permissions`, `network_access`, `write_stdin`.',
      source: 'method of the request, type of the action',
      column: 'subject_kind',
    }),
    subject_name: field.string({
      description: 'The kind again, `apply_patch`, or the name of the MCP tool.',
      source: 'same',
      column: 'subject_name',
      carries: 'name',
    }),
    reviewer: field.string({ description: '`guardian` or `user`.', source: 'who was asked', column: 'reviewer' }),
    trigger: field.string({
      description: '`initial`, `sandbox_denial`, `network_policy_denial` or `execve_intercept`.',
      source: 'what was asked for',
      column: 'trigger',
    }),
    status: field.string({
      description: '`approved`, `denied`, `aborted` or `timed_out`.',
      source: 'the answer',
      column: 'status',
    }),
    resolution: field.string({
      description: '`none`, `session_approval`, `exec_policy_amendment` or `network_policy_amendment`.',
      source: 'the answer',
      column: 'resolution',
    }),
    started_at_ms: field.int({ description: 'When it was asked, Unix milliseconds.', source: 'startedAtMs' }),
    completed_at_ms: field.int({
      description: 'When the answer or the abort arrived, Unix milliseconds.',
      source: 'time of the answer, completedAtMs',
    }),
    duration_ms: field.intOrNull({
      description: 'Milliseconds of waiting; null when the clock went back.',
      source: 'difference of the two',
      column: 'duration_ms',
    }),
  }),
  occurredAtMs: (params) => params.completed_at_ms,
  build: (input: ReviewInput) => ({
    thread_id: input.threadId,
    turn_id: input.turnId,
    item_id: input.itemId,
    review_id: input.reviewId,
    app_server_client: input.client,
    runtime: input.runtime,
    thread_source: input.lineage.threadSource,
    subagent_source: input.lineage.subagentSource,
    parent_thread_id: input.lineage.parentThreadId,
    subject_kind: input.subjectKind,
    subject_name: input.subjectName,
    reviewer: input.reviewer,
    trigger: input.trigger,
    status: input.status,
    resolution: input.resolution,
    started_at_ms: input.startedAtMs,
    completed_at_ms: input.completedAtMs,
    duration_ms: spanMs(input.startedAtMs, input.completedAtMs),
  }),
});
