import type {
  ClientRequestMethod,
  RequestId,
  ServerNotification,
  ServerRequestMethod,
  WireVersion,
} from '../../protocol/index.js';
import type { RpcTransport } from '../protocol-facts.js';
import type { SubmittedInput } from './submitted-input.js';
import type { TrafficThread } from './thread-state.js';

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
  /** Requests of the server that were settled while it had several connections: some may be asked only then. */
  readonly settled: Map<string, true>;
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
  readonly collaborationMode: string | null;
}

/** One client of the server, and what is open between the two. */
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

/** A plugin that a change of the configuration turns on or off. */
export interface PluginSwitch {
  readonly pluginId: string;
  readonly enabled: boolean;
}

/** What of a request of the server is needed when it is answered, refused or taken back. */
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

/** A notification, with the time at which it came. */
export interface WaitingNotification {
  readonly notification: ServerNotification;
  readonly atMs: number;
}

/** How often a notification came on each connection: what one has had more often than the others is new. */
export interface DeliveredNotification {
  /** How often the message came, over the connections the highest number. */
  used: number;
  readonly byConnection: Map<number, number>;
}

/** A skill as `skills/list` told it. */
export interface KnownSkill {
  readonly path: string;
  readonly scope: string;
  readonly pluginId: string | null;
  /** Its id, where a redacted recording says no path. */
  readonly redactedId: string | null;
}

/** A plugin as `plugin/list` told it, and what it brings once `plugin/read` has told that. */
export interface KnownPlugin {
  readonly remotePluginId: string | null;
  installed: boolean;
  active: boolean;
  contents: PluginContents | null;
}

/** What a plugin brings. */
export interface PluginContents {
  readonly hasSkills: boolean;
  readonly connectorIds: readonly string[];
  readonly mcpServerNames: readonly string[];
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
    settled: new Map(),
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
