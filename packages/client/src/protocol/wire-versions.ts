/**
 * The Codex versions whose wire shape is known, oldest first. A field or an event is described with the version that
 * brought it (`since`) and the one that dropped it (`until`, exclusive).
 */
export const wireVersions = ['0.137.0', '0.169.0'] as const;

/** A version of Codex whose events are known. */
export type WireVersion = (typeof wireVersions)[number];

/** Shape of the newest known version: what a development build (`0.0.0`) and anything newer count as. */
export const newestWireVersion: WireVersion = wireVersions[wireVersions.length - 1]!;

/**
 * The known wire version that an observed Codex version counts as: between two known ones the lower, below the first the
 * first, above the last the last. `0.0.0` (a development build) and what cannot be read count as the newest.
 */
export function wireVersionOf(codexVersion: string): WireVersion {
  const observed = parse(codexVersion);
  if (observed === null || observed.every((part) => part === 0)) return newestWireVersion;
  let found: WireVersion = wireVersions[0];
  for (const known of wireVersions) if (compare(parse(known)!, observed) <= 0) found = known;
  return found;
}

/** What the real Codex does differently from one version to the next, beyond fields and events that come and go. */
export interface WireBehaviour {
  /** `product_client_id` is the name of the first client of the process, not that of the connection. */
  readonly originatorIsFirstClient: boolean;
  /** A tool item that completes after the end of its turn is still reported. */
  readonly lateItemsReported: boolean;
  /** Turns of sub-agents give a turn event, although no client started them. */
  readonly subAgentTurnsReported: boolean;
  /** Tools without a thread item of a tool's type (`view_image`, `request_user_input`) are reported and counted. */
  readonly controlToolsReported: boolean;
  /** What the automatic reviewer is called in `approvals_reviewer`. */
  readonly automaticReviewer: string;
  /** `personality` of a turn for which nobody set one. */
  readonly unsetPersonality: string | null;
  /** Effort that command events name when none was set: the default of the version's models. */
  readonly defaultReasoningEffort: string | null;
  /** A change of the model may make a compaction necessary, for models that can't read each other's. */
  readonly compactionHashes: boolean;
  /** How a compaction by the provider is called. */
  readonly remoteCompaction: string;
  /** Model of the automatic reviewer; null: that of the reviewed thread. */
  readonly guardianModel: string | null;
  /** The reviewer's session is made when a thread is opened that wants one: its first review is a reuse then. */
  readonly guardianSessionMadeEarly: boolean;
  /** How often a review is tried whose answer can't be read, or does not come for an error. */
  readonly guardianAttempts: number;
  /** `thread_source` of the reviewer's thread. */
  readonly guardianThreadSource: string;
  /** Kind of an error whose message starts with "Invalid prompt". */
  readonly invalidPromptKind: string;
  /** An answer to a request for permissions that names a kind of them is a grant, even of nothing of that kind. */
  readonly emptyGrantsCount: boolean;
  /** A thread that goes on in a later run of the server has the summary and personality that it had. */
  readonly settingsKept: boolean;
  /** A service tier other than priority is used although the model is not offered with it. */
  readonly unofferedTiersKept: boolean;
}

const behaviours: Readonly<Record<WireVersion, WireBehaviour>> = {
  '0.137.0': {
    originatorIsFirstClient: false,
    lateItemsReported: false,
    subAgentTurnsReported: false,
    controlToolsReported: false,
    automaticReviewer: 'guardian_subagent',
    unsetPersonality: 'pragmatic',
    defaultReasoningEffort: null,
    compactionHashes: false,
    remoteCompaction: 'responses_compact',
    guardianModel: 'codex-auto-review',
    guardianSessionMadeEarly: false,
    guardianAttempts: 1,
    guardianThreadSource: 'subagent',
    invalidPromptKind: 'invalid_request',
    emptyGrantsCount: false,
    unofferedTiersKept: false,
    settingsKept: false,
  },
  '0.169.0': {
    originatorIsFirstClient: true,
    lateItemsReported: true,
    subAgentTurnsReported: true,
    controlToolsReported: true,
    automaticReviewer: 'auto_review',
    unsetPersonality: null,
    defaultReasoningEffort: 'medium',
    compactionHashes: true,
    remoteCompaction: 'responses_compaction_v2',
    guardianModel: null,
    guardianSessionMadeEarly: true,
    guardianAttempts: 3,
    guardianThreadSource: 'guardian_review',
    invalidPromptKind: 'invalid_prompt',
    emptyGrantsCount: true,
    unofferedTiersKept: true,
    settingsKept: true,
  },
};

/** The behaviour of a known version. */
export function behaviourOf(version: WireVersion): WireBehaviour {
  return behaviours[version];
}

/** Whether something that exists from `since` up to and without `until` exists in `version`. */
export function existsIn(version: WireVersion, since?: WireVersion, until?: WireVersion): boolean {
  const at = wireVersions.indexOf(version);
  return (
    (since === undefined || wireVersions.indexOf(since) <= at) &&
    (until === undefined || at < wireVersions.indexOf(until))
  );
}

function parse(version: string): readonly number[] | null {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match === null ? null : match.slice(1).map(Number);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < 3; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}
