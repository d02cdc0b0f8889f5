import { behaviourOf } from '../../protocol/index.js';
import type { TurnConfig } from '../turn-facts.js';
import { tellMentionedApps } from './apps.js';
import { defaultEffortOf, defaultSummaryOf, isFastModel } from '../model-catalog.js';
import { tellUsedPlugins } from './plugins.js';
import { tellMentionedSkills } from './skills.js';
import type { ThreadSettings, TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/**
 * Tells the configuration of a turn, once it is clear that the turn goes on: a prompt that a hook refuses gets no
 * configuration, and so no event.
 */
export function resolveTurn(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  if (turn.resolved || turn.stopped) return;
  turn.resolved = true;
  tellConfig(ctx, thread, turn);
  tellMentions(ctx, thread, turn);
}

/** The client's part in a turn became known after the turn had begun. */
export function resolveAgain(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  if (!turn.resolved) return;
  tellConfig(ctx, thread, turn);
  tellMentions(ctx, thread, turn);
}

/** What the input named, once. */
function tellMentions(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  if (turn.input === null || turn.told.has('mentions')) return;
  turn.told.set('mentions', true);
  tellMentionedSkills(ctx, thread, turn);
  tellMentionedApps(ctx, thread, turn);
  tellUsedPlugins(ctx, thread, turn);
}

/** Tells it again after something about it became known. */
export function tellConfig(ctx: TrafficContext, thread: TrafficThread, turn: TrafficTurn): void {
  ctx.emit({
    kind: 'turnResolvedConfig',
    atMs: ctx.atMs,
    implied: true,
    threadId: thread.threadId,
    turnId: turn.turnId,
    config: configOf(ctx, thread, turn),
  });
}

function configOf(
  ctx: TrafficContext,
  thread: TrafficThread,
  { input, settings, isFirst, forGoal }: TrafficTurn,
): TurnConfig {
  const { model } = settings;
  const knownModel = !ctx.state.unknownModels.has(model);
  const defaultSummary = knownModel ? defaultSummaryOf(thread.wireVersion, model) : 'auto';
  return {
    numInputImages: input?.numInputImages ?? 0,
    submissionType: null,
    ephemeral: thread.ephemeral,
    model,
    modelProvider: settings.modelProvider,
    sandboxPolicy: settings.sandbox.policy,
    reasoningEffort: settings.reasoningEffort,
    reasoningSummary: settings.reasoningSummary ?? defaultSummary,
    defaultReasoningEffort: knownModel ? defaultEffortOf(thread.wireVersion, model) : null,
    serviceTier: serviceTierOf(thread, settings, knownModel),
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer,
    sandboxNetworkAccess: settings.sandbox.networkAccess,
    collaborationMode: settings.collaborationMode,
    personality: settings.personality,
    workspaceKind: input?.workspaceKind ?? null,
    isFirstTurn: isFirst,
    activePluginIds: activePlugins(ctx),
    multiAgentVersion: thread.multiAgentVersion,
    turnTrigger: input?.turnTrigger ?? (forGoal ? 'goal' : null),
  };
}

/** The tier that the turn gets: one that its model is not offered with is left out. */
function serviceTierOf({ wireVersion }: TrafficThread, { model, serviceTier }: ThreadSettings, knownModel: boolean) {
  if (serviceTier === 'priority' || serviceTier === 'fast') {
    return knownModel && isFastModel(wireVersion, model) ? 'fast' : null;
  }
  return behaviourOf(wireVersion).unofferedTiersKept ? serviceTier : null;
}

const none: readonly string[] = [];

function activePlugins({ state }: TrafficContext): readonly string[] {
  if (state.plugins.size === 0) return none;
  return [...state.plugins]
    .filter(([, plugin]) => plugin.active)
    .map(([id]) => id)
    .sort();
}
