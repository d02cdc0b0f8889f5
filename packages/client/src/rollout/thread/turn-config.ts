import type { TurnConfig } from '../../facts/index.js';
import type { ThreadContext } from './thread-context.js';
import type { TurnState } from './thread-state.js';

/** The settings of a turn; null before they are written. */
export function configOf(context: ThreadContext, turn: TurnState): TurnConfig | null {
  const { state } = context;
  const settings = turn.context;
  if (settings === null) return null;
  return {
    numInputImages: turn.numInputImages,
    submissionType: null,
    ephemeral: false,
    model: settings.model,
    modelProvider: state.meta.modelProvider ?? '',
    sandboxPolicy: settings.sandbox.policy,
    reasoningEffort: settings.effort,
    reasoningSummary: summaryOf(context, turn),
    serviceTier: state.serviceTier === 'priority' ? 'fast' : state.serviceTier,
    approvalPolicy: settings.approvalPolicy,
    approvalsReviewer: settings.approvalsReviewer ?? 'user',
    sandboxNetworkAccess: settings.sandbox.networkAccess,
    collaborationMode: settings.collaborationMode,
    ...(settings.personality === null ? {} : { personality: settings.personality }),
    workspaceKind: null,
    // A reviewer's session that takes the place of another goes on with the history, and the totals, of that.
    isFirstTurn:
      state.submittedTurns <= 1 &&
      state.meta.forkedFromId === null &&
      !(state.meta.isGuardian && turn.baseTotals !== null),
    activePluginIds: [],
    multiAgentVersion: settings.multiAgentVersion,
    turnTrigger: turn.turnTrigger,
  };
}

/**
 * 0.137 writes another value than its event has; what it reports is null wherever nobody asked for a summary. Later the
 * settings of the thread hold it; a sub-agent without settings of its own has those of its parent.
 */
function summaryOf(context: ThreadContext, turn: TurnState): string | null {
  const { state } = context;
  if (state.wire === '0.137.0') return null;
  const parent = state.meta.parentThreadId === null ? undefined : context.threads.get(state.meta.parentThreadId);
  const summary = state.reasoningSummary ?? parent?.reasoningSummary ?? turn.context?.summary ?? null;
  return summary === 'none' ? null : summary;
}
