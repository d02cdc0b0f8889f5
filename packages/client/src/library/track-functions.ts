import type { Fact, FactKind, FactOf } from '../facts/index.js';
import { MisshapenFact, wholeFact } from './fact-shape.js';
import { factShapes, type TrackedKind } from './fact-shapes.js';
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
  const factOf = <K extends TrackedKind>(kind: K, input: FactInput<K>): FactOf<K> => {
    const atMs = input?.atMs ?? now();
    if (!Number.isFinite(atMs)) throw new MisshapenFact('atMs');
    return { ...wholeFact<object>(factShapes[kind], input), kind, atMs } as unknown as FactOf<K>;
  };
  const track =
    <K extends TrackedKind>(kind: K) =>
    (input: FactInput<K>): void =>
      tell(factOf(kind, input));
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
    trackSkillInvocations(input) {
      const fact = factOf('skillInvoked', input);
      if (fact.invocations.length > 0) tell(fact);
    },
    trackAppMentions(input) {
      const fact = factOf('appMentioned', input);
      if (fact.mentions.length > 0) tell(fact);
    },
    trackAppUsed(input) {
      const fact = factOf('appUsed', input);
      if (fact.connectorId === null || firstUseOfApp(JSON.stringify([fact.turnId, fact.connectorId]))) tell(fact);
    },
    trackPluginUsed(input) {
      const fact = factOf('pluginUsed', input);
      if (firstUseOfPlugin(JSON.stringify([fact.turnId, fact.plugin.pluginId]))) tell(fact);
    },
    trackPluginStateChanged: track('pluginStateChanged'),
    trackPluginInstallFailed: track('pluginInstallFailed'),
    trackControlToolCall: track('controlToolCall'),
    trackAgentToolCall: track('agentToolCall'),
    trackMcpElicitation: track('mcpElicitation'),
  };
}
