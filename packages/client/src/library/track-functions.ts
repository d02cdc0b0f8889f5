import type { Fact, FactKind, FactOf } from '../facts/index.js';
import { createSeenOnce } from './seen-once.js';

/** A fact as its teller gives it: when it happened may be left out, which means now. */
export type FactInput<K extends FactKind> = Omit<FactOf<K>, 'kind' | 'atMs' | 'implied' | 'origin'> & {
  readonly atMs?: number;
};

/** One function for each fact that no message of the protocol carries. Each returns after its events are written. */
export interface TrackFunctions {
  readonly trackThreadOpened: (fact: FactInput<'threadOpened'>) => void;
  readonly trackSubAgentThreadStarted: (fact: FactInput<'subAgentThreadStarted'>) => void;
  readonly trackProject: (fact: FactInput<'projectResolved'>) => void;
  readonly trackThreadArchived: (fact: FactInput<'threadArchived'>) => void;
  readonly trackGoalChanged: (fact: FactInput<'goalChanged'>) => void;
  readonly trackTurnSubmitted: (fact: FactInput<'turnSubmitted'>) => void;
  readonly trackTurnResolvedConfig: (fact: FactInput<'turnResolvedConfig'>) => void;
  readonly trackTurnTokenUsage: (fact: FactInput<'turnTokenUsage'>) => void;
  readonly trackTurnCodexError: (fact: FactInput<'turnCodexError'>) => void;
  readonly trackTurnProfile: (fact: FactInput<'turnProfile'>) => void;
  readonly trackModelResponse: (fact: FactInput<'modelResponse'>) => void;
  readonly trackCompaction: (fact: FactInput<'compaction'>) => void;
  readonly trackGuardianReview: (fact: FactInput<'guardianReview'>) => void;
  readonly trackHookRun: (fact: FactInput<'hookRun'>) => void;
  /** Nothing happens for an empty list. */
  readonly trackSkillInvocations: (fact: FactInput<'skillInvoked'>) => void;
  /** Nothing happens for an empty list. */
  readonly trackAppMentions: (fact: FactInput<'appMentioned'>) => void;
  /** Once a turn for each connector; without a connector every time. */
  readonly trackAppUsed: (fact: FactInput<'appUsed'>) => void;
  /** Once a turn for each plugin, in whatever thread. */
  readonly trackPluginUsed: (fact: FactInput<'pluginUsed'>) => void;
  readonly trackPluginStateChanged: (fact: FactInput<'pluginStateChanged'>) => void;
  readonly trackPluginInstallFailed: (fact: FactInput<'pluginInstallFailed'>) => void;
  readonly trackControlToolCall: (fact: FactInput<'controlToolCall'>) => void;
  readonly trackAgentToolCall: (fact: FactInput<'agentToolCall'>) => void;
  readonly trackMcpElicitation: (fact: FactInput<'mcpElicitation'>) => void;
}

/** Makes them: `tell` takes the fact, `now` stands in for a missing time. */
export function createTrackFunctions(tell: (fact: Fact) => void, now: () => number): TrackFunctions {
  const firstUseOfApp = createSeenOnce();
  const firstUseOfPlugin = createSeenOnce();
  /** The kind is right by the name that it is given under; TypeScript cannot follow that through `Omit`. */
  const track =
    <K extends FactKind>(kind: K) =>
    (input: FactInput<K>): void =>
      tell({ ...input, kind, atMs: input.atMs ?? now() } as unknown as Fact);
  const skillInvocations = track('skillInvoked');
  const appMentions = track('appMentioned');
  const appUsed = track('appUsed');
  const pluginUsed = track('pluginUsed');
  return {
    trackThreadOpened: track('threadOpened'),
    trackSubAgentThreadStarted: track('subAgentThreadStarted'),
    trackProject: track('projectResolved'),
    trackThreadArchived: track('threadArchived'),
    trackGoalChanged: track('goalChanged'),
    trackTurnSubmitted: track('turnSubmitted'),
    trackTurnResolvedConfig: track('turnResolvedConfig'),
    trackTurnTokenUsage: track('turnTokenUsage'),
    trackTurnCodexError: track('turnCodexError'),
    trackTurnProfile: track('turnProfile'),
    trackModelResponse: track('modelResponse'),
    trackCompaction: track('compaction'),
    trackGuardianReview: track('guardianReview'),
    trackHookRun: track('hookRun'),
    trackSkillInvocations(fact) {
      if (fact.invocations.length > 0) skillInvocations(fact);
    },
    trackAppMentions(fact) {
      if (fact.mentions.length > 0) appMentions(fact);
    },
    trackAppUsed(fact) {
      if (fact.connectorId === null || firstUseOfApp(JSON.stringify([fact.turnId, fact.connectorId]))) appUsed(fact);
    },
    trackPluginUsed(fact) {
      if (firstUseOfPlugin(JSON.stringify([fact.turnId, fact.plugin.pluginId]))) pluginUsed(fact);
    },
    trackPluginStateChanged: track('pluginStateChanged'),
    trackPluginInstallFailed: track('pluginInstallFailed'),
    trackControlToolCall: track('controlToolCall'),
    trackAgentToolCall: track('agentToolCall'),
    trackMcpElicitation: track('mcpElicitation'),
  };
}
