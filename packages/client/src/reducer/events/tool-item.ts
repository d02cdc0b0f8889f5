import { Type, type TProperties } from 'typebox';

import { field } from '../define-event.js';
import { appServerClient, runtime, threadLineage } from './shared-blocks.js';
import type { AppServerClient, Runtime, ThreadLineage } from './shared-blocks.js';

/** What the reviews of one tool item came to. */
export interface ReviewSummary {
  readonly reviewCount: number;
  readonly guardianReviewCount: number;
  readonly userReviewCount: number;
  readonly finalApprovalOutcome: string;
  readonly requestedAdditionalPermissions: boolean;
  readonly requestedNetworkAccess: boolean;
}

/** How a call ended; `rejected` was refused by whoever reviewed it. */
export type TerminalStatus = 'completed' | 'failed' | 'rejected' | 'interrupted';

/** What all tool events are made from, beside the item itself. */
export interface ToolItemInput {
  readonly threadId: string;
  readonly sessionId: string;
  readonly turnId: string;
  readonly rootTurnId: string | null;
  readonly itemId: string;
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly lineage: ThreadLineage;
  /** What made the call: the model, a script of code mode, or nothing that can be named. */
  readonly toolEventType: string | null;
  /** What caused the turn, other than a client. */
  readonly turnTrigger: string | null;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
  /** Null when the item was never reviewed. */
  readonly reviews: ReviewSummary | null;
}

/** What came of an item. */
export interface ToolOutcome {
  readonly terminalStatus: TerminalStatus;
  readonly failureKind: string | null;
}

const since169 = { since: '0.169.0' } as const;

const base = {
  thread_id: field.string({
    description: 'The thread.',
    source: 'threadId; rollout: session_meta.id',
    column: 'thread_id',
  }),
  session_id: field.string({
    description: 'Session of the thread.',
    source: 'thread metadata',
    column: 'session_id',
    ...since169,
  }),
  turn_id: field.string({
    description: 'The turn.',
    source: 'turnId of the notification; rollout: last task_started above the record',
    column: 'turn_id',
  }),
  root_turn_id: field.stringOrNull({
    description: 'Turn that the chain of work began with; null for a command of the user.',
    source: 'turn.rootTurnId; rollout: task_started.root_turn_id',
    ...since169,
  }),
  item_id: field.string({
    description: 'The item: id of the call.',
    source: 'item.id; rollout: call id',
    column: 'item_id',
  }),
  cell_id: field.stringOrNull({
    description: 'Script call of code mode that this one was made in; null elsewhere and without a rollout.',
    source: 'rollout: number of the script call in its thread',
    ...since169,
  }),
  parent_call_id: field.stringOrNull({
    description: 'Call of the script that this one was made in; null elsewhere and without a rollout.',
    source: 'rollout: script call that was open when the item started',
    ...since169,
  }),
  originating_response_id: field.stringOrNull({
    description: 'Model response that asked for the call; null without a rollout.',
    source: 'rollout: first token_usage_record after the call record',
    ...since169,
  }),
  subsequent_response_id: field.stringOrNull({
    description: 'Next model response of the turn; null without a rollout.',
    source: 'rollout: second token_usage_record after the call record',
    ...since169,
  }),
  app_server_client: appServerClient(),
  runtime: runtime(),
  ...threadLineage,
  tool_name: field.string({
    description: 'The tool.',
    source: 'type, source and name of the item',
    column: 'tool_name',
    carries: 'name',
  }),
  tool_event_type: field.stringOrNull({
    description:
      '`model_tool_call`, `inner_tool_call` (by a script of code mode); null for searches, user commands and late ends.',
    source: 'id of the item (`exec-…`)',
    ...since169,
  }),
  started_at_ms: field.int({ description: 'Start, Unix milliseconds.', source: 'startedAtMs of item/started' }),
  completed_at_ms: field.int({ description: 'End, Unix milliseconds.', source: 'completedAtMs of item/completed' }),
  duration_ms: field.intOrNull({
    description: 'Life of the item in milliseconds, waits for approval included; null when the clock went back.',
    source: 'difference of the two',
    column: 'duration_ms',
  }),
  execution_duration_ms: field.intOrNull({
    description: 'Milliseconds of the execution itself; null where the item carries none.',
    source: 'item.durationMs; agent and control tools (0.169): the difference',
    column: 'execution_duration_ms',
  }),
  review_count: field.int({
    description: 'Reviews of this item.',
    source: 'approvals and automatic reviews before its end',
  }),
  guardian_review_count: field.int({ description: 'Reviews by the automatic reviewer.', source: 'same' }),
  user_review_count: field.int({ description: 'Reviews by the user.', source: 'same' }),
  final_approval_outcome: field.string({
    description: 'Outcome of the last review; `unknown` when there was none.',
    source: 'last review of the item',
    column: 'final_approval_outcome',
  }),
  terminal_status: field.string({
    description: '`completed`, `failed`, `rejected` or `interrupted`.',
    source: 'item.status',
    column: 'terminal_status',
  }),
  failure_kind: field.stringOrNull({
    description: '`tool_error` or `approval_denied`; null when it completed.',
    source: 'item.status',
    column: 'failure_kind',
  }),
  requested_additional_permissions: field.boolean({
    description: 'Whether a review of the item was about more permissions.',
    source: 'any of its reviews',
  }),
  requested_network_access: field.boolean({
    description: 'Whether a review of the item was about the network.',
    source: 'any of its reviews',
  }),
  turn_trigger: Type.Optional(
    field.string({
      description: 'What caused the turn, as `goal`; absent in turns that nothing but a client caused.',
      source: 'turn/start.turnTrigger, goal of the thread; rollout: task_started.turn_attribution',
      ...since169,
    }),
  ),
};

/** Parameters of a tool event: the shared part, then what the tool adds. */
export function toolItemParams<P extends TProperties>(own: P) {
  return Type.Object({ ...base, ...own });
}

const noReviews: ReviewSummary = {
  reviewCount: 0,
  guardianReviewCount: 0,
  userReviewCount: 0,
  finalApprovalOutcome: 'unknown',
  requestedAdditionalPermissions: false,
  requestedNetworkAccess: false,
};

/** The shared part of a tool event. */
export function toolItemBase(
  input: ToolItemInput,
  toolName: string,
  executionDurationMs: number | null,
  outcome: ToolOutcome,
) {
  const reviews = input.reviews ?? noReviews;
  return {
    thread_id: input.threadId,
    session_id: input.sessionId,
    turn_id: input.turnId,
    root_turn_id: input.rootTurnId,
    item_id: input.itemId,
    cell_id: null,
    parent_call_id: null,
    originating_response_id: null,
    subsequent_response_id: null,
    app_server_client: input.client,
    runtime: input.runtime,
    thread_source: input.lineage.threadSource,
    subagent_source: input.lineage.subagentSource,
    parent_thread_id: input.lineage.parentThreadId,
    tool_name: toolName,
    tool_event_type: input.toolEventType,
    started_at_ms: input.startedAtMs,
    completed_at_ms: input.completedAtMs,
    duration_ms: spanMs(input.startedAtMs, input.completedAtMs),
    execution_duration_ms: executionDurationMs,
    review_count: reviews.reviewCount,
    guardian_review_count: reviews.guardianReviewCount,
    user_review_count: reviews.userReviewCount,
    final_approval_outcome: reviews.finalApprovalOutcome,
    terminal_status: outcome.terminalStatus,
    failure_kind: outcome.failureKind,
    requested_additional_permissions: reviews.requestedAdditionalPermissions,
    requested_network_access: reviews.requestedNetworkAccess,
    ...(input.turnTrigger === null ? {} : { turn_trigger: input.turnTrigger }),
  };
}

/** Milliseconds between two moments; null, never 0, when the clock went back. */
export function spanMs(startedAtMs: number, completedAtMs: number): number | null {
  return completedAtMs >= startedAtMs ? completedAtMs - startedAtMs : null;
}

/** A native duration; negative ones count as missing. */
export function nativeDurationMs(durationMs: number | null | undefined): number | null {
  return durationMs === null || durationMs === undefined || durationMs < 0 ? null : durationMs;
}

const completed: ToolOutcome = { terminalStatus: 'completed', failureKind: null };
const failed: ToolOutcome = { terminalStatus: 'failed', failureKind: 'tool_error' };
const refused: ToolOutcome = { terminalStatus: 'rejected', failureKind: 'approval_denied' };

/** Outcome of a call that was open when its turn was interrupted. */
export const interrupted: ToolOutcome = { terminalStatus: 'interrupted', failureKind: null };

/** Outcome of a call that only completes or fails. */
export function completedOrFailed(hasFailed: boolean): ToolOutcome {
  return hasFailed ? failed : completed;
}

/** Outcome of a tool that may be refused. */
export function outcomeOfStatus(status: string): ToolOutcome {
  return status === 'declined' ? refused : completedOrFailed(status === 'failed');
}
