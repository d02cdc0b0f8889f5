import type { SandboxClass } from './sandbox-class.js';
import type { TokenUsage } from './token-usage.js';

/** Facts about turns that no message of the protocol carries as such. */

/**
 * A turn that a client submitted, told by a source that has no `turn/start` request and answer. Such turns give a turn
 * event; others only where the observed version reports turns of sub-agents.
 */
export interface TurnSubmittedFact {
  readonly kind: 'turnSubmitted';
  readonly atMs: number;
  readonly implied?: true;
  readonly connectionId: number;
  readonly threadId: string;
  readonly turnId: string;
  /** Number of `image` and `localImage` inputs. */
  readonly numInputImages: number;
}

/** The configuration that a turn runs with. A later one of the turn replaces an earlier one. */
export interface TurnResolvedConfigFact {
  readonly kind: 'turnResolvedConfig';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly config: TurnConfig;
}

/** What a turn runs with. */
export interface TurnConfig {
  readonly numInputImages: number;
  readonly submissionType: string | null;
  readonly ephemeral: boolean;
  readonly model: string | null;
  readonly modelProvider: string;
  readonly sandboxPolicy: SandboxClass | null;
  /** The effort that was configured; null for the default of the model. */
  readonly reasoningEffort: string | null;
  /** Effort that the model uses when none is configured; null where it has none, absent where nothing tells. */
  readonly defaultReasoningEffort?: string | null;
  /** `none` counts as null. */
  readonly reasoningSummary: string | null;
  /** Null counts as `default`. */
  readonly serviceTier: string | null;
  readonly approvalPolicy: string;
  /** `user` or the automatic reviewer, by whatever name; the observed version's own is written. */
  readonly approvalsReviewer: string;
  readonly sandboxNetworkAccess: boolean;
  /** Every mode other than `plan` counts as `default`. */
  readonly collaborationMode: string | null;
  /** `none` counts as null; undefined when nobody set one. */
  readonly personality?: string | null | undefined;
  readonly workspaceKind: string | null;
  readonly isFirstTurn: boolean;
  readonly activePluginIds: readonly string[];
  readonly multiAgentVersion: string | null;
  readonly turnTrigger: string | null;
}

/** Tokens of a turn over all its model requests; comes before the completion, and not for interrupted turns. */
export interface TurnTokenUsageFact {
  readonly kind: 'turnTokenUsage';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly usage: TokenUsage;
  /** It is told of a turn that was interrupted, too: a hook stopped it, and it had come to its end. */
  readonly evenInterrupted?: true;
}

/** The typed error that ended a turn. */
export interface TurnCodexErrorFact {
  readonly kind: 'turnCodexError';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly errorKind: string;
  readonly subreason: string | null;
  readonly httpStatusCode: number | null;
}

/** Where the time of a turn went, and what its images became (codex 0.169). */
export interface TurnProfileFact {
  readonly kind: 'turnProfile';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly profile: TurnProfile;
}

/** Where the time of a turn went. */
export interface TurnProfile {
  readonly beforeFirstSamplingMs: number;
  readonly samplingMs: number;
  readonly compactionMs: number;
  readonly betweenSamplingOverheadMs: number;
  readonly toolBlockingMs: number;
  readonly afterLastSamplingMs: number;
  readonly samplingRequestCount: number;
  readonly samplingRetryCount: number;
  readonly toolsChangeCount: number;
  readonly imagePreparations: readonly ImagePreparation[];
}

/** An image as it came and as it was sent to the model. */
export interface ImagePreparation {
  readonly messageRole: string | null;
  readonly itemId: string | null;
  readonly effectiveDetail: string;
  readonly sourceWidth: number;
  readonly sourceHeight: number;
  readonly preparedWidth: number;
  readonly preparedHeight: number;
}

/** One request to a model was answered: one use of tokens. */
export interface ModelResponseFact {
  readonly kind: 'modelResponse';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  /** Null in traffic: ids of model responses are not sent to a client. */
  readonly responseId: string | null;
  readonly model: string | null;
  readonly usage: TokenUsage;
  readonly purpose: 'turn' | 'compaction' | 'guardian' | 'subagent';
}

/** The context of a thread was shortened, or that was tried. */
export interface CompactionFact {
  readonly kind: 'compaction';
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly trigger: 'manual' | 'auto';
  readonly reason: string;
  readonly implementation: string;
  readonly phase: string;
  readonly strategy: string;
  readonly status: 'completed' | 'failed' | 'interrupted';
  readonly error: string | null;
  readonly errorKind: string | null;
  readonly errorHttpStatusCode: number | null;
  readonly tokensBefore: number;
  readonly tokensAfter: number;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
}

/** Facts about turns. */
export type TurnFact =
  | TurnSubmittedFact
  | TurnResolvedConfigFact
  | TurnTokenUsageFact
  | TurnCodexErrorFact
  | TurnProfileFact
  | ModelResponseFact
  | CompactionFact;
