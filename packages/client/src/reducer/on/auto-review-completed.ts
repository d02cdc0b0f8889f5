import type { AutoReviewCompletedParams, GuardianAction } from '../../protocol/messages/guardian.js';
import type { Context } from '../context.js';
import { permissionsSubject } from '../permissions-subject.js';
import { endReview, type ReviewStatus } from '../reviews.js';

/** The automatic reviewer decided. Its own event is that of a `guardianReview` fact; here it is one review among others. */
export function onAutoReviewCompleted(ctx: Context, params: AutoReviewCompletedParams): void {
  const status = statuses[params.review.status];
  if (status === undefined || params.startedAtMs < 0 || params.completedAtMs < 0) return;
  const subject = subjectOf(params.action);
  if (subject === null) return ctx.anomaly('review dropped: unknown action');
  endReview(
    ctx,
    {
      threadId: params.threadId,
      turnId: params.turnId,
      itemId: params.targetItemId ?? null,
      reviewId: params.reviewId,
      startedAtMs: params.startedAtMs,
      ...subject,
    },
    { reviewer: 'guardian', status, resolution: 'none', completedAtMs: params.completedAtMs },
  );
}

const statuses: Readonly<Record<string, ReviewStatus>> = {
  approved: 'approved',
  denied: 'denied',
  timedOut: 'timed_out',
  aborted: 'aborted',
};

function subjectOf(action: GuardianAction) {
  switch (action.type) {
    case 'command':
      return subjectOfKind('command_execution', 'command_execution', 'initial', false, false);
    case 'execve':
      return subjectOfKind('command_execution', 'command_execution', 'execve_intercept', false, false);
    case 'writeStdin':
      return subjectOfKind('write_stdin', 'write_stdin', 'initial', false, false);
    case 'applyPatch':
      return subjectOfKind('file_change', 'apply_patch', 'sandbox_denial', true, false);
    case 'networkAccess':
      return subjectOfKind('network_access', 'network_access', 'network_policy_denial', true, true);
    case 'mcpToolCall':
      return subjectOfKind('mcp_tool_call', action.toolName ?? 'unknown', 'initial', false, false);
    case 'requestPermissions':
      return permissionsSubject(action.permissions ?? {});
    default:
      return null;
  }
}

function subjectOfKind(kind: string, name: string, trigger: string, permissions: boolean, network: boolean) {
  return {
    subjectKind: kind,
    subjectName: name,
    trigger,
    requestedAdditionalPermissions: permissions,
    requestedNetworkAccess: network,
    // The model's wish is not in the notification; leaving the sandbox is what is reviewed most.
    escalates: kind === 'command_execution',
  };
}
