import type { Context } from './context.js';
import { emit } from './emit.js';
import { review as reviewEvent } from './events/review.js';
import type { ReviewSummary } from './events/tool-item.js';
import { threadContext } from './lookup.js';
import type { ReviewSubject } from './state.js';
import { openItem } from './tools.js';

/** Who decides: the automatic reviewer or the user. */
export type Reviewer = 'guardian' | 'user';

/** What they decided; `aborted`: nobody did before the turn ended or the request was taken back. */
export type ReviewStatus = 'approved' | 'denied' | 'aborted' | 'timed_out';

/** How a review ended. */
export interface ReviewEnd {
  readonly reviewer: Reviewer;
  readonly status: ReviewStatus;
  readonly resolution: string;
  readonly completedAtMs: number;
}

/** Notes a review on its item, where it belongs to one, and reports it. The note stays even when the report is dropped. */
export function endReview(ctx: Context, subject: ReviewSubject, end: ReviewEnd): void {
  if (subject.itemId !== null && denormalised.has(subject.subjectKind)) {
    const item = openItem(ctx, subject.threadId, subject.turnId, subject.itemId);
    item.reviews = addReview(item.reviews, subject, end);
    item.unsandboxed = end.status === 'approved' && subject.escalates;
  }
  const context = threadContext(ctx, subject.threadId, 'review');
  if (context === null) return;
  const { connection, metadata } = context;
  const params = reviewEvent.build({
    threadId: subject.threadId,
    turnId: subject.turnId,
    itemId: subject.itemId,
    reviewId: subject.reviewId,
    client: connection.client,
    runtime: connection.runtime,
    lineage: metadata.lineage,
    subjectKind: subject.subjectKind,
    subjectName: subject.subjectName,
    reviewer: end.reviewer,
    trigger: subject.trigger,
    status: end.status,
    resolution: end.resolution,
    startedAtMs: subject.startedAtMs,
    completedAtMs: end.completedAtMs,
  });
  emit(ctx, reviewEvent, params, { connection, threadId: subject.threadId, turnId: subject.turnId, model: null });
}

/** Reviews of permissions and hosts are not those of an item, whatever item they name. */
const denormalised: ReadonlySet<string> = new Set(['command_execution', 'file_change', 'mcp_tool_call', 'write_stdin']);

function addReview(before: ReviewSummary | null, subject: ReviewSubject, end: ReviewEnd): ReviewSummary {
  return {
    reviewCount: (before?.reviewCount ?? 0) + 1,
    guardianReviewCount: (before?.guardianReviewCount ?? 0) + (end.reviewer === 'guardian' ? 1 : 0),
    userReviewCount: (before?.userReviewCount ?? 0) + (end.reviewer === 'user' ? 1 : 0),
    finalApprovalOutcome: finalOutcome(end),
    requestedAdditionalPermissions:
      (before?.requestedAdditionalPermissions ?? false) || subject.requestedAdditionalPermissions,
    requestedNetworkAccess: (before?.requestedNetworkAccess ?? false) || subject.requestedNetworkAccess,
  };
}

const outcomes = {
  approved: 'approved',
  denied: 'denied',
  aborted: 'aborted',
  timed_out: 'aborted',
} satisfies Record<ReviewStatus, string>;

function finalOutcome({ reviewer, status, resolution }: ReviewEnd): string {
  const forSession = reviewer === 'user' && status === 'approved' && resolution === 'session_approval';
  return `${reviewer}_${outcomes[status]}${forSession ? '_for_session' : ''}`;
}
