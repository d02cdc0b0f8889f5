/**
 * Keys of messages whose text means something to the protocol: ids, words of an enumeration, times. All other text is free, and a
 * canary is put in front of it.
 */
const meaningful = new Set([
  'acceptWithExecpolicyAmendment',
  'accountId',
  'agentThreadId',
  'approvalId',
  'approvalPolicy',
  'approvalsReviewer',
  'codexErrorInfo',
  'codex_approval_kind',
  'decision',
  'decisionSource',
  'effort',
  'environmentId',
  'eventName',
  'executionMode',
  'expectedTurnId',
  'forkedFromId',
  'handlerType',
  'id',
  'input_error_code',
  'invokeType',
  'itemId',
  'kind',
  'method',
  'mode',
  'networkAccess',
  'parentThreadId',
  'personality',
  'platformOs',
  'protocol',
  'reasoningEffort',
  'reasoning_effort',
  'requestId',
  'reviewId',
  'riskLevel',
  'rootTurnId',
  'sandbox',
  'scope',
  'senderThreadId',
  'sessionId',
  'status',
  'subAgent',
  'targetItemId',
  'threadId',
  'turnId',
  'turnKind',
  'type',
  'userAgent',
  'userAuthorization',
]);

/** Where the value decides what happens, so that it is kept: the apps' server, how much a summary says, answers. */
const kept = new Set(['codex_apps', 'auto', 'concise', 'detailed', 'none', 'accept', 'allow', 'deny', 'decline']);

/**
 * A copy of a message in which every free text begins with a canary, the same for the same text: also texts among ids (the id of a hook's run
 * holds a path) and keys that are paths, names or texts.
 */
export function withCanaries(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    const isPath = value.includes('/') && key !== 'userAgent' && key !== 'method';
    if (!isPath && (meaningful.has(key) || kept.has(value) || isId(value))) return value;
    return withCanary(value);
  }
  if (Array.isArray(value)) return value.map((inner) => withCanaries(inner, key));
  if (typeof value !== 'object' || value === null) return value;
  // Tools of sub-agents have names of the protocol, and a source is one of its words or an object.
  const isOurs = (name: string) => name === 'source' || (name === 'tool' && 'agentsStates' in value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      /[/. :]/.test(name) ? `canary-${name}` : name,
      isOurs(name) && typeof inner === 'string' && !inner.includes('/') ? inner : withCanaries(inner, name),
    ]),
  );
}

/** A URL stays one, and so do a path and the name of a setting: what looks at their form must not be spared. */
function withCanary(text: string): string {
  if (text.startsWith('/')) return `/canary${text}`;
  if (text.startsWith('plugins.')) return text.replace(/^plugins\."?/, (start) => `${start}canary-`);
  return /^[a-z]+:\/\//.test(text) ? text.replace('://', '://canary-') : `canary-${text}`;
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text) || /^(call|msg|rs|ws|exec|ig)[_-]/.test(text);
}
