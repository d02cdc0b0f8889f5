/**
 * Keys of messages whose text means something to the protocol: ids, words of an enumeration, times. All other text is free, and a
 * canary is put in front of it.
 */
const meaningful = new Set([
  'acceptWithExecpolicyAmendment',
  'accountId',
  'action',
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
  'processId',
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
  'summary',
  'targetItemId',
  'threadId',
  'turnId',
  'turnKind',
  'type',
  'userAgent',
  'userAuthorization',
]);

/** Where the value decides what happens, so that it is kept: the apps' server, the source of a thread or a command. */
const kept = new Set(['codex_apps', 'vscode', 'cli', 'exec', 'appServer']);

/** A copy of a message in which every free text begins with a canary of its own. */
export function withCanaries(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (meaningful.has(key) || kept.has(value) || /^(source|tool)$/.test(key) || isId(value)) return value;
    return `canary-${key}-${value}`;
  }
  if (Array.isArray(value)) return value.map((inner) => withCanaries(inner, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withCanaries(inner, name)]));
}

function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-/.test(text) || /^(call|msg|rs|ws|exec|ig)[_-]/.test(text);
}
