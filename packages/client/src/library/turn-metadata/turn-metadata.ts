/** Where a request of a turn belongs; travels with each model request as one JSON object. Absent values are left out, never null. */
export interface TurnMetadata {
  /** Thread at the root of the tree. */
  readonly sessionId: string;
  readonly threadId: string;
  readonly forkedFromThreadId?: string;
  readonly parentThreadId?: string;
  /** `thread_spawn`, `review`, `compact`, `memory_consolidation`, or the label of another sub-agent. */
  readonly subagentKind?: string;
  /** As the caller of `thread/start` or `thread/fork` gave it; a resumed thread keeps the one it was started with. */
  readonly threadSource?: string;
  readonly turnId?: string;
  /** By root folder of the repository; there once git was asked, and only in a repository. */
  readonly workspaces?: Readonly<Record<string, WorkspaceMetadata>>;
  /** Tag of the platform's sandbox: `none`, `seccomp`, `seatbelt`, `windows_sandbox`, `windows_elevated`, `external`. */
  readonly sandbox: string;
  readonly turnStartedAtUnixMs?: number;
  readonly requestKind: RequestKind;
  /** Compactions of the thread so far: the number of the context window. */
  readonly windowNumber: number;
  readonly compaction?: CompactionMetadata;
  /** Of the client, from `turn/start`; names that are taken are ignored, as codex does. */
  readonly extras?: Readonly<Record<string, string>>;
}

/** What a model is asked for. */
export type RequestKind = 'turn' | 'prewarm' | 'compaction' | 'memory';

/** A repository that a turn works in. Remote URLs are raw here: this goes to the model provider, not into an event. */
export interface WorkspaceMetadata {
  readonly associatedRemoteUrls?: Readonly<Record<string, string>>;
  readonly latestGitCommitHash?: string;
  readonly hasChanges?: boolean;
}

/** The words of the compaction event. */
export interface CompactionMetadata {
  readonly trigger: string;
  readonly reason: string;
  readonly implementation: string;
  readonly phase: string;
  readonly strategy: string;
}

/** Names that a client cannot use for its own entries. */
export const reservedMetadataKeys: ReadonlySet<string> = new Set([
  'session_id',
  'thread_id',
  'forked_from_thread_id',
  'parent_thread_id',
  'subagent_kind',
  'thread_source',
  'turn_id',
  'workspaces',
  'sandbox',
  'turn_started_at_unix_ms',
  'request_kind',
  'window_id',
  'compaction',
]);

/** The JSON text of the metadata, in ASCII, so that it fits into a header. */
export function buildTurnMetadata(metadata: TurnMetadata): string {
  const extras = Object.entries(metadata.extras ?? {}).filter(([name]) => !reservedMetadataKeys.has(name));
  return asciiJson({
    session_id: metadata.sessionId,
    thread_id: metadata.threadId,
    forked_from_thread_id: metadata.forkedFromThreadId,
    parent_thread_id: metadata.parentThreadId,
    subagent_kind: metadata.subagentKind,
    thread_source: metadata.threadSource,
    turn_id: metadata.turnId,
    workspaces: workspacesOut(metadata.workspaces),
    sandbox: metadata.sandbox,
    turn_started_at_unix_ms: metadata.turnStartedAtUnixMs,
    ...Object.fromEntries(extras),
    request_kind: metadata.requestKind,
    window_id: windowId(metadata),
    compaction: metadata.compaction,
  });
}

/** Id of the context window that a request belongs to. */
export function windowId({ threadId, windowNumber }: Pick<TurnMetadata, 'threadId' | 'windowNumber'>): string {
  return `${threadId}:${windowNumber}`;
}

/** JSON with everything beyond ASCII escaped. Undefined values are left out. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function workspacesOut(workspaces: TurnMetadata['workspaces']): Readonly<Record<string, unknown>> | undefined {
  const entries = Object.entries(workspaces ?? {});
  if (entries.length === 0) return undefined;
  return Object.fromEntries(
    entries.map(([root, { associatedRemoteUrls, latestGitCommitHash, hasChanges }]) => [
      root,
      {
        associated_remote_urls: associatedRemoteUrls,
        latest_git_commit_hash: latestGitCommitHash,
        has_changes: hasChanges,
      },
    ]),
  );
}
