/** Facts about threads that no message of the protocol carries, or that need I/O of their source. */

/** How a thread came to be in this server. */
export type InitializationMode = 'new' | 'forked' | 'resumed';

/**
 * A thread is there, told by a source that has no answer of `thread/start|resume|fork` (a session log, an embedded agent).
 * The connection must have been introduced by an `initialize` fact, as for an answer.
 */
export interface ThreadOpenedFact {
  readonly kind: 'threadOpened';
  readonly atMs: number;
  readonly connectionId: number;
  readonly threadId: string;
  readonly sessionId: string;
  readonly mode: InitializationMode;
  readonly model: string;
  readonly ephemeral: boolean;
  readonly threadSource: string | null;
  readonly subagentSource: string | null;
  readonly parentThreadId: string | null;
  readonly forkedFromThreadId: string | null;
  /** Unix seconds. */
  readonly createdAt: number;
  /** Null outside of a repository; absent where nothing tells. */
  readonly isWorktree?: boolean | null;
}

/** A sub-agent's thread began; it inherits the connection of its parent. */
export interface SubAgentThreadStartedFact {
  readonly kind: 'subAgentThreadStarted';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  /** Null: that of the parent, or the thread itself where the parent is unknown. */
  readonly sessionId: string | null;
  readonly parentThreadId: string | null;
  /** `review`, `compact`, `thread_spawn`, `memory_consolidation`, or the label of another one (`guardian`). */
  readonly subagentSource: string;
  /** As the server has it; null: `subagent`, and for a guardian what the observed version calls it. */
  readonly threadSource?: string | null;
  readonly model: string;
  readonly ephemeral: boolean;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly forkedFromThreadId?: string | null;
  /** The server does not announce the thread (the reviewer of a sub-agent): it is known from now on, without an event. */
  readonly isUnannounced?: true;
  /** The program that the core was told of; absent: the client of the parent's connection. */
  readonly client?: {
    readonly productClientId: string;
    readonly clientName: string | null;
    readonly clientVersion: string | null;
  };
}

/** Where a thread works (a repository's name, or a keyed hash of it); the source did the I/O. */
export interface ProjectResolvedFact {
  readonly kind: 'projectResolved';
  readonly atMs: number;
  readonly threadId: string;
  /** Absent where it was not asked for. */
  readonly project?: string | null;
  /** Hash of the canonical remote (`repoHash`), for the accepted-line event; absent where it was not asked for. */
  readonly repoHash?: string | null;
}

/** A thread goes on in another run of the server than it was made in, and keeps the name of the client of that (codex 0.169). */
export interface ThreadOriginatorFact {
  readonly kind: 'threadOriginator';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly originator: string;
}

/** A thread was archived or taken back (codex 0.169 reports it). */
export interface ThreadArchivedFact {
  readonly kind: 'threadArchived';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly action: 'archived' | 'unarchived';
  readonly connectionId: number;
}

/** A goal of a thread changed (codex 0.169 reports it). */
export interface GoalChangedFact {
  readonly kind: 'goalChanged';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string | null;
  /** Internal to the core; null in traffic. */
  readonly goalId: string | null;
  readonly eventKind: string;
  readonly goalStatus: string;
  readonly hasTokenBudget: boolean;
  readonly cumulativeTokens: number | null;
  readonly cumulativeTimeSeconds: number | null;
}

/** Facts about threads. */
export type ThreadFact =
  | ThreadOpenedFact
  | SubAgentThreadStartedFact
  | ProjectResolvedFact
  | ThreadOriginatorFact
  | ThreadArchivedFact
  | GoalChangedFact;
