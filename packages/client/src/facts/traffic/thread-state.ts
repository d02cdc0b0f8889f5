import type { WireVersion } from '../../protocol/index.js';
import type { CodexErrorInfo } from '../../protocol/messages/turn.js';
import type { SandboxSummary } from '../sandbox-class.js';
import type { InitializationMode } from '../thread-facts.js';
import type { TokenUsage } from '../token-usage.js';
import type { AgentToolCallFact } from '../tool-facts.js';
import type { ImagePreparation } from '../turn-facts.js';
import type { SubmittedInput } from './submitted-input.js';

/** Settings that hold for the next turn of a thread. */
export interface ThreadSettings {
  readonly model: string;
  readonly modelProvider: string;
  readonly approvalPolicy: string;
  readonly approvalsReviewer: string;
  readonly sandbox: SandboxSummary;
  readonly reasoningEffort: string | null;
  readonly reasoningSummary: string | null;
  readonly serviceTier: string | null;
  readonly collaborationMode: string;
  /** Absent: nobody set one. */
  readonly personality?: string | null;
}

/** What is kept of a thread while its server runs. */
export interface TrafficThread {
  readonly threadId: string;
  readonly connectionId: number | null;
  readonly wireVersion: WireVersion;
  readonly mode: InitializationMode;
  readonly parentThreadId: string | null;
  readonly subAgent: boolean;
  readonly ephemeral: boolean;
  /** Folder that it works in, where an answer told it. */
  readonly cwd: string | null;
  /** Remote of its repository, where an answer told it. */
  readonly repoUrl: string | null;
  settings: ThreadSettings;
  /** A turn has begun since the thread was opened. */
  hadTurn: boolean;
  /** What of the last turn decides whether the tools of the next one differ. */
  lastTurn: { readonly tools: string } | null;
  /** Model of the turn that made the context what it is. */
  contextModel: string | null;
  runningTurnId: string | null;
  /** The client asked for a compaction; the next turn is that. */
  compactAsked: boolean;
  /** Usage of the thread as it was announced last; null before the first time. */
  announced: TokenUsage | null;
  /** Tokens of the last request: the size of the context. */
  contextTokens: number;
  /** Automatic reviews that came to a verdict or to a readable failure. */
  finishedReviews: number;
  /** Whether the reviewer has a session of its own already. */
  hasReviewer: boolean;
  /** Automatic reviews that run, by id. */
  readonly openReviews: Map<string, OpenReview>;
  goal: ThreadGoal | null;
  multiAgentVersion: string;
  /** Something that was said to an agent, of which it is not clear yet whether it is a task. */
  openInteraction: AgentToolCallFact | null;
  readonly turns: Map<string, TrafficTurn>;
  /** What waits in the queue of the thread, by the id that the client gave the message. */
  readonly queued: Map<string, SubmittedInput>;
}

/** The goal of a thread, and what was used for it so far. */
export interface ThreadGoal {
  readonly status: string;
  readonly hasBudget: boolean;
  readonly tokens: number;
  readonly seconds: number;
}

/** What is kept of a turn until it ends. */
export interface TrafficTurn {
  readonly turnId: string;
  input: SubmittedInput | null;
  /** Settings that the turn began with. */
  settings: ThreadSettings;
  isFirst: boolean;
  /** The server began it to go on with the goal of the thread. */
  forGoal: boolean;
  /** A hook stopped it. */
  stoppedByHook: boolean;
  /** A compaction was asked for by the client. */
  manual: boolean;
  /** The configuration was told to the reducer. */
  resolved: boolean;
  /** A hook refused the prompt, or a compaction before it failed: there is no configuration. */
  stopped: boolean;
  startedAtMs: number;
  userMessageAtMs: number | null;
  lastMessageAtMs: number | null;
  requestCount: number;
  retryCount: number;
  /** Number of the last try that was announced in a row of them; 0 outside of one. */
  tryNumber: number;
  /** Since when the turn waits to try again, and how long at most; null when it does not. */
  retryWait: { readonly sinceMs: number; readonly mostMs: number } | null;
  retryWaitMs: number;
  /** Requests that were cut off before they used anything. */
  cutOffRequests: number;
  /** A usage was announced, or a message of the user came, since the last request that was counted. */
  requestOpen: boolean;
  usageAtStart: TokenUsage | null;
  compactionMs: number;
  compaction: OpenCompaction | null;
  lastError: { readonly message: string; readonly info: CodexErrorInfo | null } | null;
  readonly images: ImagePreparation[];
  /** Starts of items that no tool event measures, by item id. */
  readonly itemStarts: Map<string, number>;
  /** Connectors and plugins that were told already. */
  readonly told: Map<string, true>;
}

/** What an automatic review begins with. */
export interface OpenReview {
  readonly kind: 'trunk_new' | 'trunk_reused' | 'ephemeral_forked';
  readonly hadPriorContext: boolean;
}

/** A compaction that runs; tokens are sizes of the context. */
export interface OpenCompaction {
  readonly itemId: string;
  readonly startedAtMs: number;
  tokensBefore: number;
  readonly midTurn: boolean;
  /** A model request was announced while it ran. */
  requestSeen: boolean;
  tokensAfter: number | null;
}
