import type { ServerRequestFact } from '../../facts/index.js';
import type { CommandApprovalParams } from '../../protocol/messages/approval.js';
import type { Context } from '../context.js';
import { extended } from '../extended.js';
import { keepReview } from '../pending-reviews.js';
import { permissionsSubject } from '../permissions-subject.js';
import type { PendingReview } from '../state.js';

/** The server asks the user for an approval: kept until the answer. Asking again on another connection changes nothing. */
export function onServerRequest(ctx: Context, fact: ServerRequestFact): void {
  const subject = subjectOf(fact);
  if (subject === null || subject.startedAtMs < 0) return;
  keepReview(ctx, fact.requestId, subject);
}

function subjectOf({ requestId, request }: ServerRequestFact): PendingReview | null {
  switch (request.method) {
    case 'item/commandExecution/requestApproval':
      return extended(base(requestId, request.params), commandSubject(request.params));
    case 'item/fileChange/requestApproval': {
      const grantsRoot = request.params.grantRoot != null;
      return {
        ...base(requestId, request.params),
        subjectKind: 'file_change',
        subjectName: 'apply_patch',
        trigger: grantsRoot ? 'sandbox_denial' : 'initial',
        requestedAdditionalPermissions: grantsRoot,
        requestedNetworkAccess: false,
        escalates: false,
      };
    }
    case 'item/permissions/requestApproval':
      return extended(base(requestId, request.params), permissionsSubject(request.params.permissions));
    default:
      return null;
  }
}

type SubjectPart = Pick<
  PendingReview,
  'subjectKind' | 'subjectName' | 'trigger' | 'requestedAdditionalPermissions' | 'requestedNetworkAccess' | 'escalates'
>;

function commandSubject(params: CommandApprovalParams): SubjectPart {
  const host = params.networkApprovalContext != null;
  const additional = params.additionalPermissions ?? null;
  const network =
    host || (params.proposedNetworkPolicyAmendments?.length ?? 0) > 0 || additional?.network?.enabled === true;
  const name = host ? 'network_access' : 'command_execution';
  return {
    subjectKind: name,
    subjectName: name,
    trigger: commandTrigger(params.approvalId != null, network, additional !== null),
    requestedAdditionalPermissions: additional !== null,
    requestedNetworkAccess: network,
    escalates: !host && additional === null && isJustified(params.reason),
  };
}

/** The model gives a reason when it asks to leave the sandbox; a rule that wants to be asked gives one of its own. */
function isJustified(reason: string | null | undefined): boolean {
  return reason != null && !reason.endsWith('requires approval by policy');
}

function commandTrigger(intercepted: boolean, network: boolean, additional: boolean): string {
  if (intercepted) return 'execve_intercept';
  if (network) return 'network_policy_denial';
  return additional ? 'sandbox_denial' : 'initial';
}

function base(requestId: string | number, params: ApprovalParams) {
  return {
    threadId: params.threadId,
    turnId: params.turnId,
    itemId: params.itemId,
    reviewId: `user:${requestId}`,
    startedAtMs: params.startedAtMs,
  };
}

type ApprovalParams = Pick<CommandApprovalParams, 'threadId' | 'turnId' | 'itemId' | 'startedAtMs'>;
