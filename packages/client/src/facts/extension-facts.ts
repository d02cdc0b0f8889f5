/**
 * Facts about skills, apps and plugins. They need no thread or connection and are never dropped by the reducer. Where
 * `productClientId` is absent, the reducer takes that of the thread's connection, else that of `connectionId`.
 */
interface TrackingContext {
  readonly atMs: number;
  readonly implied?: true;
  readonly threadId: string;
  readonly turnId: string;
  readonly model: string | null;
  readonly productClientId?: string;
}

/** One use of a skill. */
export interface SkillInvocation {
  /** Computed by the source, since the path must not travel further: see `skillId`. Null when it is not known. */
  readonly skillId: string | null;
  readonly skillName: string;
  readonly scope: string | null;
  readonly pluginId: string | null;
  readonly repoUrl: string | null;
  readonly invokeType: 'explicit' | 'implicit';
}

/** Skills were invoked, all those of one input in one fact. */
export interface SkillInvokedFact extends TrackingContext {
  readonly kind: 'skillInvoked';
  readonly invocations: readonly SkillInvocation[];
}

/** An app, as input or item names it. */
export interface AppMention {
  readonly connectorId: string | null;
  readonly appName: string | null;
}

/** The user's input of a turn named apps. */
export interface AppMentionedFact extends TrackingContext {
  readonly kind: 'appMentioned';
  readonly mentions: readonly AppMention[];
}

/** A tool of an app was called. */
export interface AppUsedFact extends TrackingContext, AppMention {
  readonly kind: 'appUsed';
  readonly invokeType: 'explicit' | 'implicit';
}

/** A plugin; its contents are null where nothing tells them. */
export interface PluginDescription {
  /** `name@marketplace`; null where the marketplace is not known, or keeps ids of its own. */
  readonly pluginId: string | null;
  readonly remotePluginId: string | null;
  readonly pluginName: string | null;
  readonly marketplaceName: string | null;
  readonly hasSkills: boolean | null;
  readonly mcpServerCount: number | null;
  readonly connectorIds: readonly string[] | null;
  readonly mcpServerNames: readonly string[] | null;
}

/** The user's input of a turn named a plugin. */
export interface PluginUsedFact extends TrackingContext {
  readonly kind: 'pluginUsed';
  readonly plugin: PluginDescription;
}

/** A plugin was installed, taken away, switched on or off. */
export interface PluginStateChangedFact {
  readonly kind: 'pluginStateChanged';
  readonly atMs: number;
  readonly implied?: true;
  readonly state: 'installed' | 'uninstalled' | 'enabled' | 'disabled';
  readonly plugin: PluginDescription;
  readonly connectionId?: number;
  readonly productClientId?: string;
}

/** The installation of a plugin failed (codex 0.169 reports it). */
export interface PluginInstallFailedFact {
  readonly kind: 'pluginInstallFailed';
  readonly atMs: number;
  readonly implied?: true;
  readonly plugin: PluginDescription;
  readonly source: string;
  readonly errorType: string;
  readonly subErrorType: string | null;
  readonly connectionId?: number;
  readonly productClientId?: string;
}

/** Facts about skills, apps and plugins. */
export type ExtensionFact =
  | SkillInvokedFact
  | AppMentionedFact
  | AppUsedFact
  | PluginUsedFact
  | PluginStateChangedFact
  | PluginInstallFailedFact;
