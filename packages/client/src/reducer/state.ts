import type { InitializationMode, TokenUsage, TurnConfig, TurnProfile } from '../facts/index.js';
import type { CodexErrorInfo } from '../protocol/messages/turn.js';
import type { RequestId, WireVersion } from '../protocol/index.js';
import type { AppServerClient, Runtime, ThreadLineage } from './events/shared-blocks.js';
import type { ReviewSummary } from './events/tool-item.js';
import type { HeldTurn } from './holding.js';

/**
 * What is open, and nothing else: plain data, so that it can be saved between two facts. Whatever ends is taken out; what
 * never ends is bounded by `reducerLimits`.
 */
export interface State {
  readonly connections: Map<number, Connection>;
  readonly threads: Map<string, Thread>;
  /** `turn/start`, `turn/steer` and `turn/interrupt` that wait for their answer, by connection and request id. */
  readonly requests: Map<string, OpenRequest>;
  readonly turns: Map<string, Turn>;
  /** Of these, the ones that ended and were not reported: a compaction, a review, a sub-agent. */
  readonly endedTurns: Map<string, true>;
  /** Approvals that were asked for, by the server's request id. */
  readonly reviews: Map<string, PendingReview>;
  /** Hashes of commands that the user trusts from now on. */
  readonly trusted: Map<string, true>;
  /** Events that wait for what a session log adds, by thread and turn. */
  readonly held: Map<string, HeldTurn>;
  /** Kinds of fact that an explicit source tells, by thread: what traffic implies of them is not used. */
  readonly explicit: Map<string, true>;
  latestConnectionId: number | null;
}

/** A client and its server, as they introduced themselves. */
export interface Connection {
  readonly client: AppServerClient;
  readonly runtime: Runtime;
  readonly codexVersion: string;
  readonly wireVersion: WireVersion;
}

/** What is kept of a thread while somebody may tell more of it. */
export interface Thread {
  connectionId: number | null;
  metadata: ThreadMetadata | null;
  project: string | null;
  repoHash: string | null;
  /** Client that it was made for, where that is another one than the server runs for now. */
  originator: string | null;
  /** Model of its last turn, or the one that it began with. */
  model: string | null;
  /** Tool items that began or were reviewed and have not ended, by turn and item id. */
  readonly items: Map<string, OpenItem>;
}

/** What every event of a thread says of it. */
export interface ThreadMetadata {
  readonly sessionId: string;
  readonly initializationMode: InitializationMode;
  readonly lineage: ThreadLineage;
}

/** What is kept of a tool item from its start or its first review until its end. */
export interface OpenItem {
  readonly turnId: string;
  startedAtMs: number | null;
  reviews: ReviewSummary | null;
  /** Why the user was asked about a call of an MCP tool, when they did not accept. */
  elicitationType: string | null;
  /** When the model answered again while the item was open: its call has ended, it goes on in the background. */
  answeredAtMs: number | null;
  mcpServer: string | null;
  /** An approval of the item was for running it without the sandbox. */
  unsandboxed: boolean;
  /** A hook was asked for permission and did not refuse. */
  hookAllowed: boolean;
  /** The turn when the item began: a late item outlives it. */
  begun: { readonly rootTurnId: string | null; readonly config: TurnConfig | null } | null;
}

/** What of a request is needed when its answer comes; `createdAt` is in Unix seconds. */
export type OpenRequest =
  | { readonly kind: 'start'; readonly threadId: string; readonly numInputImages: number }
  | {
      readonly kind: 'steer';
      readonly threadId: string;
      readonly expectedTurnId: string;
      readonly numInputImages: number;
      readonly createdAt: number;
    }
  | { readonly kind: 'interrupt'; readonly turnId: string; readonly requestedAtMs: number };

/** Counts that grow while the turn runs. */
export interface OpenToolCounts {
  total: number;
  shellCommand: number;
  fileChange: number;
  mcpToolCall: number;
  dynamicToolCall: number;
  subagentToolCall: number;
  webSearch: number;
  imageGeneration: number;
}

/** What is kept of a turn until it is reported; `startedAt` is in Unix seconds. */
export interface Turn {
  threadId: string | null;
  connectionId: number | null;
  numInputImages: number | null;
  config: TurnConfig | null;
  startedAt: number | null;
  rootTurnId: string | null;
  usage: TokenUsage | null;
  usageEvenInterrupted: boolean;
  error: { readonly kind: string; readonly subreason: string | null; readonly httpStatusCode: number | null } | null;
  profile: TurnProfile | null;
  completed: CompletedTurn | null;
  /** Lines of the latest diff; the diff itself is not kept. */
  diff: { readonly added: number; readonly deleted: number } | null;
  steerCount: number;
  interruptRequestedAtMs: number | null;
  readonly counts: OpenToolCounts;
}

/** How a turn ended; `completedAt` is in Unix seconds. */
export interface CompletedTurn {
  readonly status: string;
  readonly error: CodexErrorInfo | null;
  readonly completedAt: number;
  readonly durationMs: number | null;
  readonly atMs: number;
}

/** Who and what is being approved. */
export interface ReviewSubject {
  readonly threadId: string;
  readonly turnId: string;
  readonly itemId: string | null;
  readonly reviewId: string;
  readonly subjectKind: string;
  readonly subjectName: string;
  readonly trigger: string;
  readonly startedAtMs: number;
  readonly requestedAdditionalPermissions: boolean;
  readonly requestedNetworkAccess: boolean;
  /** An approval lets the command run without the sandbox. */
  readonly escalates: boolean;
}

/** A review that is not decided. */
export type PendingReview = ReviewSubject;

/** A state in which nothing is open. */
export function emptyState(): State {
  return {
    connections: new Map(),
    threads: new Map(),
    requests: new Map(),
    turns: new Map(),
    endedTurns: new Map(),
    reviews: new Map(),
    trusted: new Map(),
    held: new Map(),
    explicit: new Map(),
    latestConnectionId: null,
  };
}

/** Key of a request: connection, and an id in which integers and strings differ. */
export function requestKey(connectionId: number, requestId: RequestId): string {
  return `${connectionId}${typeof requestId === 'string' ? 's' : 'i'}${requestId}`;
}

/** Key of an item: equal item ids in two turns never mix. */
export function itemKey(turnId: string, itemId: string): string {
  return `${turnId}/${itemId}`;
}
