import {
  reservedMetadataKeys,
  type CompactionMetadata,
  type RequestKind,
  type TurnMetadata,
  type WorkspaceMetadata,
} from './turn-metadata.js';

type Json = Readonly<Record<string, unknown>>;

/**
 * Reads turn metadata of any version: what is missing in an old one is absent, what a newer one adds as text is among the
 * extras. Null when the text is no JSON object, or does not say which thread.
 */
export function parseTurnMetadata(text: string): TurnMetadata | null {
  const json = parseObject(text);
  if (json === null) return null;
  const sessionId = textOf(json['session_id']);
  const threadId = textOf(json['thread_id']) ?? sessionId;
  if (sessionId === undefined || threadId === undefined) return null;
  const extras = Object.entries(json).filter(
    ([name, value]) => !reservedMetadataKeys.has(name) && typeof value === 'string',
  );
  return withoutAbsent({
    sessionId,
    threadId,
    forkedFromThreadId: textOf(json['forked_from_thread_id']),
    parentThreadId: textOf(json['parent_thread_id']),
    subagentKind: textOf(json['subagent_kind']),
    threadSource: textOf(json['thread_source']),
    turnId: textOf(json['turn_id']),
    workspaces: workspacesIn(json['workspaces']),
    sandbox: textOf(json['sandbox']) ?? 'none',
    turnStartedAtUnixMs: numberOf(json['turn_started_at_unix_ms']),
    requestKind: requestKindOf(json['request_kind']),
    windowNumber: windowNumberOf(json['window_id']),
    compaction: compactionIn(json['compaction']),
    extras: extras.length === 0 ? undefined : (Object.fromEntries(extras) as Record<string, string>),
  });
}

function parseObject(text: string): Json | null {
  try {
    return objectOf(JSON.parse(text)) ?? null;
  } catch {
    return null;
  }
}

/** The same object without the keys that have no value, which the exact optional types ask for. */
function withoutAbsent(metadata: { readonly [K in keyof TurnMetadata]: TurnMetadata[K] | undefined }): TurnMetadata {
  return Object.fromEntries(
    Object.entries(metadata).filter(([, value]) => value !== undefined),
  ) as unknown as TurnMetadata;
}

function objectOf(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

const requestKinds: ReadonlySet<unknown> = new Set<RequestKind>(['turn', 'prewarm', 'compaction', 'memory']);

/** The first versions did not say it, and only knew requests of turns. */
function requestKindOf(value: unknown): RequestKind {
  return requestKinds.has(value) ? (value as RequestKind) : 'turn';
}

function windowNumberOf(value: unknown): number {
  return Number(/:(\d+)$/.exec(textOf(value) ?? '')?.[1] ?? 0);
}

function workspacesIn(value: unknown): Record<string, WorkspaceMetadata> | undefined {
  const workspaces = objectOf(value);
  if (workspaces === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(workspaces).flatMap(([root, workspace]) => {
      const json = objectOf(workspace);
      return json === undefined ? [] : [[root, workspaceIn(json)]];
    }),
  );
}

function workspaceIn(json: Json): WorkspaceMetadata {
  const urls = objectOf(json['associated_remote_urls']);
  const hash = textOf(json['latest_git_commit_hash']);
  const changes = json['has_changes'];
  return {
    ...(urls === undefined
      ? {}
      : {
          associatedRemoteUrls: Object.fromEntries(
            Object.entries(urls).flatMap(([k, v]) => (typeof v === 'string' ? [[k, v]] : [])),
          ),
        }),
    ...(hash === undefined ? {} : { latestGitCommitHash: hash }),
    ...(typeof changes === 'boolean' ? { hasChanges: changes } : {}),
  };
}

function compactionIn(value: unknown): CompactionMetadata | undefined {
  const json = objectOf(value);
  if (json === undefined) return undefined;
  const text = (name: string): string => textOf(json[name]) ?? '';
  return {
    trigger: text('trigger'),
    reason: text('reason'),
    implementation: text('implementation'),
    phase: text('phase'),
    strategy: text('strategy'),
  };
}
