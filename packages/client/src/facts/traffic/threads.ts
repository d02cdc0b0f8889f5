import { trafficLimits } from '../../limits.js';
import { behaviourOf, type WireVersion } from '../../protocol/index.js';
import type { ThreadOpenedResult } from '../../protocol/messages/thread.js';
import { classifySandboxPolicy } from '../sandbox-class.js';
import { sessionSourceLabel } from '../session-source.js';
import type { InitializationMode } from '../thread-facts.js';
import { multiAgentVersionOf } from '../model-catalog.js';
import type { PendingClientRequest } from './state.js';
import type { SettingsOverride, SubmittedInput } from './submitted-input.js';
import type { ThreadSettings, TrafficThread, TrafficTurn } from './thread-state.js';
import { policyName } from './submitted-input.js';
import type { TrafficContext } from './traffic-context.js';

/** What an answer that opened a thread says of it. A thread that is opened again keeps the usage that was announced. */
export function openTrafficThread(
  ctx: TrafficContext,
  connectionId: number,
  wireVersion: WireVersion,
  mode: InitializationMode,
  result: ThreadOpenedResult,
  opening: PendingClientRequest['opening'],
): void {
  const { id } = result.thread;
  const before = ctx.state.threads.get(id);
  const kept = before === undefined && mode === 'resumed' ? ctx.state.kept.get(id) : undefined;
  const remote = ctx.state.remotes.get(id) ?? null;
  ctx.state.remotes.delete(id);
  const sandbox = result.sandbox == null ? null : classifySandboxPolicy(result.sandbox);
  addThread(ctx, {
    threadId: id,
    connectionId,
    wireVersion,
    mode,
    parentThreadId: result.thread.parentThreadId ?? null,
    subAgent: sessionSourceLabel(result.thread.source) !== null,
    ephemeral: result.thread.ephemeral,
    cwd: result.thread.cwd ?? null,
    repoUrl: result.thread.gitInfo?.originUrl ?? remote ?? before?.repoUrl ?? null,
    settings: {
      model: result.model,
      modelProvider: result.modelProvider,
      approvalPolicy: policyName(result.approvalPolicy ?? 'on-request'),
      approvalsReviewer: result.approvalsReviewer ?? 'user',
      sandbox: sandbox ?? { policy: null, networkAccess: false },
      reasoningEffort: result.reasoningEffort ?? null,
      reasoningSummary:
        opening?.reasoningSummary ?? before?.settings.reasoningSummary ?? kept?.reasoningSummary ?? null,
      serviceTier: result.serviceTier ?? null,
      collaborationMode: before?.settings.collaborationMode ?? kept?.collaborationMode ?? 'default',
      ...(opening?.personality !== undefined
        ? { personality: opening.personality }
        : before?.settings.personality !== undefined
          ? { personality: before.settings.personality }
          : kept?.personality != null
            ? { personality: kept.personality }
            : {}),
    },
    hadTurn: mode !== 'new',
    lastTurn: before?.lastTurn ?? null,
    // A fork goes on with the context of the thread that it copies.
    contextModel: before?.contextModel ?? ctx.state.threads.get(result.thread.forkedFromId ?? '')?.contextModel ?? null,
    runningTurnId: before?.runningTurnId ?? null,
    compactAsked: false,
    announced: before?.announced ?? null,
    contextTokens: before?.contextTokens ?? 0,
    finishedReviews: before?.finishedReviews ?? 0,
    hasReviewer: before?.hasReviewer ?? beginsWithReviewer(wireVersion, result.approvalsReviewer ?? 'user'),
    openReviews: before?.openReviews ?? new Map(),
    goal: before?.goal ?? null,
    multiAgentVersion: before?.multiAgentVersion ?? multiAgentVersionOf(wireVersion, result.model),
    openInteraction: before?.openInteraction ?? null,
    turns: before?.turns ?? new Map(),
    queued: before?.queued ?? new Map(),
  });
}

/** Whether a thread has the session of its automatic reviewer from the beginning. */
export function beginsWithReviewer(wireVersion: WireVersion, approvalsReviewer: string): boolean {
  return behaviourOf(wireVersion).guardianSessionMadeEarly && approvalsReviewer !== 'user';
}

/** Notes a thread, or that it is in use; the one that has been idle longest goes when there are too many. */
export function addThread(ctx: TrafficContext, thread: TrafficThread): void {
  const { threads } = ctx.state;
  threads.delete(thread.threadId);
  threads.set(thread.threadId, thread);
  if (threads.size <= trafficLimits.threadsMax) return;
  for (const oldest of threads.keys()) {
    threads.delete(oldest);
    ctx.anomaly('traffic of a thread was forgotten: too many are open');
    return;
  }
}

/** A turn of a thread, made when it is not known yet: its answer and its start come in either order. */
export function trafficTurnOf(ctx: TrafficContext, thread: TrafficThread, turnId: string): TrafficTurn {
  const known = thread.turns.get(turnId);
  if (known !== undefined) return known;
  addThread(ctx, thread);
  const turn: TrafficTurn = {
    turnId,
    input: null,
    settings: thread.settings,
    isFirst: !thread.hadTurn && ![...thread.turns.values()].some(({ input }) => input !== null),
    forGoal: false,
    stoppedByHook: false,
    manual: false,
    resolved: false,
    stopped: false,
    startedAtMs: ctx.atMs,
    userMessageAtMs: null,
    lastMessageAtMs: null,
    requestCount: 0,
    retryCount: 0,
    tryNumber: 0,
    retryWait: null,
    retryWaitMs: 0,
    cutOffRequests: 0,
    requestOpen: false,
    usageAtStart: null,
    compactionMs: 0,
    compaction: null,
    lastError: null,
    images: [],
    itemStarts: new Map(),
    told: new Map(),
  };
  thread.turns.set(turnId, turn);
  if (thread.turns.size > trafficLimits.turnsPerThreadMax) {
    for (const oldest of thread.turns.keys()) {
      thread.turns.delete(oldest);
      break;
    }
  }
  return turn;
}

/** The client submitted this turn: what it changes holds from now on. */
export function submitTrafficTurn(thread: TrafficThread, turn: TrafficTurn, input: SubmittedInput): void {
  turn.input = input;
  turn.forGoal = false;
  turn.images.push(...input.images);
  thread.settings = withOverride(thread.settings, input.override);
  takeSettings(thread, turn);
}

/** A turn that the server began by itself is told as if the client of its thread had submitted it. */
export function tellSubmitted(
  ctx: TrafficContext,
  thread: TrafficThread,
  turnId: string,
  numInputImages: number,
): void {
  const { threadId, connectionId } = thread;
  if (connectionId === null) return;
  ctx.emit({ kind: 'turnSubmitted', atMs: ctx.atMs, implied: true, connectionId, threadId, turnId, numInputImages });
}

/** The settings that the thread has by now are those of the turn, but for the tier that its input wants for it alone. */
export function takeSettings(thread: TrafficThread, turn: TrafficTurn): void {
  const serviceTier = turn.input?.serviceTierForTurn ?? null;
  turn.settings = serviceTier === null ? thread.settings : { ...thread.settings, serviceTier };
}

/** Most turns change nothing. */
function withOverride(settings: ThreadSettings, override: SettingsOverride): ThreadSettings {
  return Object.keys(override).length === 0 ? settings : Object.assign({}, settings, override);
}
