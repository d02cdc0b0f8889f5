import type {
  ClientRequestMethod,
  RequestId,
  ServerNotification,
  ServerRequestMethod,
  WireVersion,
} from '../../protocol/index.js';
import type { CodexErrorInfo } from '../../protocol/messages/turn.js';
import type { RpcTransport } from '../protocol-facts.js';
import type { SandboxSummary } from '../sandbox-class.js';
import type { ImagePreparation, TokenUsage } from '../turn-facts.js';
import type { AgentToolCallFact } from '../tool-facts.js';
import type { InitializationMode } from '../thread-facts.js';

/**
 * What must be remembered of traffic to tell what it implies. Plain data, so that it can be saved between two messages; no
 * text of a prompt, a command or a file is kept, only what was read out of it.
 */
export interface TrafficState {
  transport: RpcTransport;
  /** When the last message came. */
  lastMessageAtMs: number;
  readonly connections: Map<number, TrafficConnection>;
  readonly threads: Map<string, TrafficThread>;
  /** Notifications of threads that nothing has named yet; they wait for the answer or the spawn that does. */
  readonly waiting: Map<string, WaitingNotification[]>;
  waitingCount: number;
  /** Notifications that came once already, for those that come again on another connection. */
  readonly delivered: Map<string, DeliveredNotification>;
  /** Remotes of repositories by thread, where somebody looked before the thread was opened. */
  readonly remotes: Map<string, string>;
  /** What threads keep from one run of the server to the next. */
  readonly kept: Map<string, KeptThread>;
  /** Models that the server has no metadata of. */
  readonly unknownModels: Map<string, true>;
  /** The second form of compaction by the provider is on. */
  remoteCompactionV2: boolean;
  readonly skills: Map<string, KnownSkill>;
  readonly apps: Map<string, string>;
  readonly plugins: Map<string, KnownPlugin>;
  /** Names of marketplaces by their folders. */
  readonly marketplaces: Map<string, string>;
}

/** What a thread keeps from one run of the server to the next. */
export interface KeptThread {
  /** Name of the first client of the run that it was made in. */
  readonly originator: string | null;
  readonly reasoningSummary: string | null;
  readonly personality: string | null;
}

export interface TrafficConnection {
  readonly clientRequests: Map<string, PendingClientRequest>;
  readonly serverRequests: Map<string, PendingServerRequest>;
  wireVersion: WireVersion | null;
  /** Name of the first client of its server, by versions that name threads after that. */
  originator: string | null;
}

/** What of a client's request is needed when its answer comes. */
export interface PendingClientRequest {
  readonly method: ClientRequestMethod;
  readonly atMs: number;
  readonly initialize?: InitializeClaims;
  readonly threadId?: string;
  /** What a new thread was asked to have and no answer repeats. */
  readonly opening?: { readonly personality?: string; readonly reasoningSummary?: string };
  readonly turnStart?: SubmittedInput;
  readonly turnId?: string;
  readonly pluginInstall?: {
    readonly pluginName: string;
    readonly marketplace: string | null;
    readonly isRemote: boolean;
  };
  readonly pluginId?: string;
  readonly pluginSwitches?: readonly PluginSwitch[];
}

/** What a client says of itself. */
export interface InitializeClaims {
  readonly clientName: string;
  readonly clientVersion: string | null;
  readonly experimentalApiEnabled: boolean | null;
  /** When the message before came: the end of a server's run, if this begins another one. */
  readonly lastMessageAtMs: number;
}

export interface PluginSwitch {
  readonly pluginId: string;
  readonly enabled: boolean;
}

/** Settings that a turn changes for itself and all later ones; absent: unchanged. */
export interface SettingsOverride {
  readonly model?: string;
  readonly reasoningEffort?: string | null;
  readonly reasoningSummary?: string;
  readonly serviceTier?: string | null;
  readonly approvalPolicy?: string;
  readonly approvalsReviewer?: string;
  readonly sandbox?: SandboxSummary;
  readonly personality?: string;
  readonly collaborationMode?: string;
}

/** What was read out of the input of a turn. */
export interface SubmittedInput {
  readonly override: SettingsOverride;
  readonly serviceTierForTurn: string | null;
  readonly numInputImages: number;
  readonly workspaceKind: string | null;
  readonly turnTrigger: string | null;
  readonly images: readonly ImagePreparation[];
  readonly skills: readonly MentionedSkill[];
  readonly apps: readonly { readonly connectorId: string; readonly appName: string | null }[];
  readonly plugins: readonly string[];
}

export interface MentionedSkill {
  readonly name: string;
  /** Absent when the input named it with `$` alone. */
  readonly path?: string;
  readonly redactedId: string | null;
}

export interface PendingServerRequest {
  readonly method: ServerRequestMethod;
  readonly threadId: string;
  readonly turnId: string | null;
  readonly itemId: string | null;
  readonly serverName: string | null;
  readonly approvalKind: string | null;
  /** Kinds of permissions that it asks for. */
  readonly asksFor: { readonly network: boolean; readonly fileSystem: boolean } | null;
  readonly atMs: number;
  readonly requestId: RequestId;
}

export interface WaitingNotification {
  readonly notification: ServerNotification;
  readonly atMs: number;
}

export interface DeliveredNotification {
  /** How often the message came, over the connections the highest number. */
  used: number;
  readonly byConnection: Map<number, number>;
}

export interface KnownSkill {
  readonly path: string;
  readonly scope: string;
  readonly pluginId: string | null;
  /** Its id, where a redacted recording says no path. */
  readonly redactedId: string | null;
}

export interface KnownPlugin {
  readonly remotePluginId: string | null;
  installed: boolean;
  active: boolean;
  contents: PluginContents | null;
}

export interface PluginContents {
  readonly hasSkills: boolean;
  readonly connectorIds: readonly string[];
  readonly mcpServerNames: readonly string[];
}

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
}

/** The goal of a thread, and what was used for it so far. */
export interface ThreadGoal {
  readonly status: string;
  readonly hasBudget: boolean;
  readonly tokens: number;
  readonly seconds: number;
}

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

export interface OpenCompaction {
  readonly itemId: string;
  readonly startedAtMs: number;
  readonly tokensBefore: number;
  readonly midTurn: boolean;
  /** A model request was announced while it ran. */
  requestSeen: boolean;
  tokensAfter: number | null;
}

/** A state in which nothing has been seen. */
export function emptyTrafficState(transport: RpcTransport): TrafficState {
  return {
    transport,
    lastMessageAtMs: 0,
    connections: new Map(),
    threads: new Map(),
    waiting: new Map(),
    waitingCount: 0,
    delivered: new Map(),
    remotes: new Map(),
    kept: new Map(),
    unknownModels: new Map(),
    remoteCompactionV2: false,
    skills: new Map(),
    apps: new Map(),
    plugins: new Map(),
    marketplaces: new Map(),
  };
}
