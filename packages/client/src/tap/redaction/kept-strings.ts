/**
 * What a redacted recording keeps of a string, by the name of its field. The list says what stays; everything else goes, a
 * field that nobody thought of too.
 */
export type Keeping =
  /** One of the protocol's own words. */
  | 'word'
  /** The name of a program or a model. */
  | 'program'
  /** An id: it says nothing, and ties messages together. */
  | 'id'
  /** A name, path or mention: it stays the same as itself, and can't be read any more. */
  | 'pseudonym'
  /** The lines of a diff without what they say. */
  | 'diff'
  /** A sentence of the server, as far as it is one of those that tell something. */
  | 'sentence'
  /** The header of an image, which holds its size. */
  | 'image'
  /** Mentions of skills, apps and plugins in a text. */
  | 'mentions'
  /** A remote of git, as the hash that events have. */
  | 'remote';

const byKeeping: Readonly<Record<Keeping, string>> = {
  word:
    'type status kind mode source scope action decision detail protocol phase approvalPolicy approvalsReviewer ' +
    'networkAccess codexErrorInfo codex_approval_kind effort reasoningEffort reasoning_effort summary ' +
    'model_reasoning_summary personality serviceTier serviceTierForTurn threadSource turnTrigger eventName executionMode ' +
    'handlerType riskLevel userAuthorization platformOs version subAgent other custom turnKind input_error_code',
  program: 'userAgent model modelProvider',
  id:
    'id threadId turnId itemId sessionId rootTurnId expectedTurnId parentThreadId forkedFromId approvalId requestId ' +
    'reviewId targetItemId senderThreadId agentThreadId receiverThreadIds parent_thread_id remotePluginId skillId',
  pseudonym:
    'name path cwd tool toolName server serverName appName pluginId pluginName connectorId connectorName toolTitle ' +
    'marketplaceName marketplacePath remoteMarketplaceName installedRoot keyPath scriptPath command program mcpServers skills ' +
    'execpolicy_amendment proposedExecpolicyAmendment',
  diff: 'diff',
  sentence: 'message rationale',
  image: 'url imageUrl result',
  mentions: 'text',
  remote: 'originUrl',
};

const keepings: ReadonlyMap<string, Keeping> = new Map(
  (Object.keys(byKeeping) as Keeping[]).flatMap((keeping) =>
    byKeeping[keeping].split(' ').map((name) => [name, keeping] as const),
  ),
);

/** How a string under this name is kept; undefined: nothing of it but that it was there. */
export function keepingOf(name: string): Keeping | undefined {
  return keepings.get(name);
}
