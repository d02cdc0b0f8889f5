import { classifySandboxPolicy } from '../../facts/index.js';
import { numberOf, objectOf, stringOf } from '../json-value.js';
import type { JsonObject } from '../json-value.js';
import type { AnnouncedTokens, TurnContext } from './record.js';

/** The settings of a turn from its `turn_context`. */
export function decodeContext(payload: JsonObject): TurnContext {
  return {
    turnId: stringOf(payload.turn_id),
    model: stringOf(payload.model),
    effort: stringOf(payload.effort),
    summary: stringOf(payload.summary),
    approvalPolicy: objectOf(payload.approval_policy) === null ? (stringOf(payload.approval_policy) ?? '') : 'granular',
    approvalsReviewer: stringOf(payload.approvals_reviewer),
    sandbox: sandboxOf(objectOf(payload.sandbox_policy)),
    hasNetworkProxy: objectOf(payload.network) !== null,
    collaborationMode: stringOf(objectOf(payload.collaboration_mode)?.mode),
    personality: stringOf(payload.personality),
    multiAgentVersion: stringOf(payload.multi_agent_version),
  };
}

/** Logs write the names of the policy in kebab-case, the protocol in camelCase. */
function sandboxOf(policy: JsonObject | null): TurnContext['sandbox'] {
  const type = (stringOf(policy?.type) ?? '').replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  const network = policy?.network_access;
  const known = typeof network === 'boolean' || typeof network === 'string' ? network : undefined;
  return classifySandboxPolicy(known === undefined ? { type } : { type, networkAccess: known });
}

/** Token counts; null where there are none. */
export function decodeTokens(value: unknown): AnnouncedTokens | null {
  const counts = objectOf(value);
  if (counts === null) return null;
  return {
    inputTokens: numberOf(counts.input_tokens) ?? 0,
    cachedInputTokens: numberOf(counts.cached_input_tokens) ?? 0,
    cacheWriteInputTokens: numberOf(counts.cache_write_input_tokens) ?? 0,
    outputTokens: numberOf(counts.output_tokens) ?? 0,
    reasoningOutputTokens: numberOf(counts.reasoning_output_tokens) ?? 0,
    totalTokens: numberOf(counts.total_tokens) ?? 0,
    hasCacheWrite: 'cache_write_input_tokens' in counts,
  };
}
