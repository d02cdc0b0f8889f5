import type { ServerResponseFact } from '../../facts/index.js';
import type { CommandApprovalResult } from '../../protocol/messages/approval.js';
import type { Context } from '../context.js';
import { takeReview } from '../pending-reviews.js';
import { endReview, type ReviewStatus } from '../reviews.js';
import { trustPrefix } from '../trusted-commands.js';

/** The client answered an approval. What it granted of permissions comes as a fact of its own. */
export function onServerResponse(ctx: Context, fact: ServerResponseFact): void {
  const { requestId, response, completedAtMs } = fact;
  const decision = decisionOf(response);
  if (decision === null) return;
  const pending = takeReview(ctx, requestId, fact.threadId);
  if (pending === undefined) return;
  if (decision === 'unknown') return ctx.anomaly('review dropped: unknown decision');
  trustPrefix(ctx, acceptedRule(response));
  endReview(ctx, pending, { reviewer: 'user', completedAtMs, ...decision });
}

interface Decision {
  readonly status: ReviewStatus;
  readonly resolution: string;
}

function decisionOf(response: ServerResponseFact['response']): Decision | 'unknown' | null {
  switch (response.method) {
    case 'item/commandExecution/requestApproval':
      return commandDecision(response.result.decision);
    case 'item/fileChange/requestApproval':
      return plain[response.result.decision] ?? 'unknown';
    default:
      return null;
  }
}

/** The first words of commands that the user wants to be asked about no more. */
function acceptedRule({ result }: ServerResponseFact['response']): readonly unknown[] {
  const accepted = at(at(result, 'decision'), 'acceptWithExecpolicyAmendment');
  const words = at(accepted, 'execpolicy_amendment');
  return Array.isArray(words) ? words : [];
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}

const plain: Readonly<Record<string, Decision>> = {
  accept: { status: 'approved', resolution: 'none' },
  acceptForSession: { status: 'approved', resolution: 'session_approval' },
  decline: { status: 'denied', resolution: 'none' },
  cancel: { status: 'aborted', resolution: 'none' },
};

function commandDecision(decision: CommandApprovalResult['decision']): Decision | 'unknown' {
  if (typeof decision === 'string') return plain[decision] ?? 'unknown';
  if ('acceptWithExecpolicyAmendment' in decision) return { status: 'approved', resolution: 'exec_policy_amendment' };
  const amendment = decision['applyNetworkPolicyAmendment'];
  if (amendment === undefined) return 'unknown';
  return { status: deniesHost(amendment) ? 'denied' : 'approved', resolution: 'network_policy_amendment' };
}

/** The action stands in the amendment, or one level deeper under the amendment's own name. */
function deniesHost(amendment: unknown): boolean {
  if (typeof amendment !== 'object' || amendment === null) return false;
  const { action, network_policy_amendment: inner } = amendment as Readonly<Record<string, unknown>>;
  return action === 'deny' || (inner !== undefined && deniesHost(inner));
}
