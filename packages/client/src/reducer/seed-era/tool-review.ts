import type { WireEvent } from '../../envelope/index.js';

/** What the triggers were called before subjects, status and resolution were told apart. */
const triggers: Readonly<Record<string, string>> = {
  initial: 'initial',
  sandbox_retry: 'sandbox_denial',
  network_retry: 'network_policy_denial',
  subcommand_execve: 'execve_intercept',
};

/** Resolutions that were two and became one. */
const resolutions: Readonly<Record<string, string>> = {
  network_policy_allow: 'network_policy_amendment',
  network_policy_deny: 'network_policy_amendment',
};

/** `codex_tool_review_event`, the first name of `codex_review_event`. */
export function fromToolReview({ event_params: params }: WireEvent): WireEvent {
  const { trigger, resolution } = params;
  return {
    event_type: 'codex_review_event',
    event_params: {
      ...params,
      ...(typeof trigger === 'string' ? { trigger: triggers[trigger] ?? trigger } : {}),
      ...(typeof resolution === 'string' ? { resolution: resolutions[resolution] ?? resolution } : {}),
    },
  };
}
