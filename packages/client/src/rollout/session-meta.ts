import { arrayOf, numberOf, objectOf, parseObject, stringOf, timeOf } from './json-value.js';
import type { JsonObject } from './json-value.js';

/** What the first line of a session log says of its thread. */
export interface SessionMeta {
  readonly threadId: string;
  /** Root of the tree of threads; written since 0.169, before that it follows from the parents. */
  readonly sessionId: string | null;
  readonly parentThreadId: string | null;
  readonly forkedFromId: string | null;
  /** The thread whose file holds the history that this file refers to instead of copying it (since 0.169). */
  readonly historyBaseThreadId: string | null;
  readonly createdAtMs: number;
  readonly cliVersion: string;
  /** Program that started the thread. */
  readonly originator: string;
  readonly modelProvider: string | null;
  readonly threadSource: string | null;
  /** Kind or label of a sub-agent; null for other threads. */
  readonly subagentSource: string | null;
  readonly agentPath: string | null;
  /** How many spawns lie between a spawned agent and the thread of a client; 0 for all other threads. */
  readonly spawnDepth: number;
  readonly multiAgentVersion: string | null;
  /** Model that the instructions were written for: what a thread without a turn began with (since 0.169). */
  readonly instructionsModel: string | null;
  readonly cwd: string | null;
  readonly repositoryUrl: string | null;
  /** Names of the tools that the client offered. */
  readonly dynamicTools: readonly string[];
  /** Whether the folder lay in a repository. */
  readonly hasGit: boolean;
  readonly isSubagent: boolean;
  readonly isGuardian: boolean;
}

/** Reads the first line of a file; null when it is no session record of a known form. */
export function readSessionMeta(line: string): SessionMeta | null {
  const record = parseObject(line);
  const payload = record?.type === 'session_meta' ? objectOf(record.payload) : null;
  return payload === null ? null : sessionMetaOf(payload);
}

/** The same from the parsed payload. */
export function sessionMetaOf(payload: JsonObject): SessionMeta | null {
  const threadId = stringOf(payload.id);
  const createdAtMs = timeOf(payload.timestamp);
  const cliVersion = stringOf(payload.cli_version);
  if (threadId === null || createdAtMs === null || cliVersion === null) return null;
  const git = objectOf(payload.git);
  const subagent = subagentOf(payload.source);
  return {
    threadId,
    sessionId: stringOf(payload.session_id),
    parentThreadId: stringOf(payload.parent_thread_id) ?? subagent.parentThreadId,
    forkedFromId: stringOf(payload.forked_from_id),
    historyBaseThreadId: stringOf(objectOf(payload.history_base)?.thread_id),
    createdAtMs,
    cliVersion,
    originator: stringOf(payload.originator) ?? '',
    modelProvider: stringOf(payload.model_provider),
    threadSource: stringOf(payload.thread_source),
    subagentSource: subagent.label,
    agentPath: stringOf(payload.agent_path),
    spawnDepth: subagent.spawnDepth,
    instructionsModel: stringOf(objectOf(objectOf(payload.base_instructions)?.provenance)?.model),
    multiAgentVersion: stringOf(payload.multi_agent_version),
    cwd: stringOf(payload.cwd),
    repositoryUrl: stringOf(git?.repository_url),
    dynamicTools: arrayOf(payload.dynamic_tools).flatMap((tool) => stringOf(objectOf(tool)?.name) ?? []),
    hasGit: git !== null,
    isSubagent: subagent.label !== null,
    isGuardian: subagent.label === 'guardian',
  };
}

/** `source` is a word (`vscode`), or `{"subagent": "review" | {"thread_spawn": {…}} | {"other": label}}`. */
function subagentOf(source: unknown): Subagent {
  const subagent = objectOf(source)?.subagent;
  const word = stringOf(subagent);
  if (word !== null) return { label: word, parentThreadId: null, spawnDepth: 0 };
  const kind = objectOf(subagent);
  if (kind === null) return { label: null, parentThreadId: null, spawnDepth: 0 };
  const spawn = objectOf(kind.thread_spawn);
  if (spawn === null)
    return { label: stringOf(kind.other) ?? Object.keys(kind)[0] ?? null, parentThreadId: null, spawnDepth: 0 };
  const parentThreadId = stringOf(spawn.parent_thread_id);
  return { label: 'thread_spawn', parentThreadId, spawnDepth: numberOf(spawn.depth) ?? 1 };
}

interface Subagent {
  readonly label: string | null;
  readonly parentThreadId: string | null;
  readonly spawnDepth: number;
}

/**
 * Whether a turn in a forked file is copied history. Ids are UUIDv7: a turn that is older than the thread began in
 * another one. For other ids the second in which the turn began decides.
 */
export function isHistoryTurn(meta: SessionMeta, turnId: string | null, startedAt: number | null = null): boolean {
  if (turnId !== null && isUuid7(turnId) && isUuid7(meta.threadId)) return turnId < meta.threadId;
  return startedAt !== null && startedAt < Math.floor(meta.createdAtMs / 1000);
}

/** Ids that carry the time of their making. */
export function isUuid7(id: string): boolean {
  return id.length === 36 && id[14] === '7';
}
