import { builtInEffortOf, repositoryHash } from '../../facts/index.js';
import type { CallEnrichment, TurnConfig, TurnEnrichmentFact, TurnProfile } from '../../facts/index.js';
import { existsIn } from '../../protocol/index.js';
import { parseObject } from '../json-value.js';
import type { RolloutRecord } from '../records/record.js';
import type { ThreadContext } from './thread-context.js';
import type { TurnContext } from '../records/record.js';
import type { CallState, TurnState } from './thread-state.js';
import { configOf } from './turn-config.js';
import { turnProfile } from './turn-profile.js';

/** What the log adds to the events of a turn that traffic told. */
export function enrichmentOf(
  context: ThreadContext,
  turn: TurnState,
  record: Extract<RolloutRecord, { kind: 'turnEnded' }>,
  atMs: number,
): TurnEnrichmentFact {
  const { state } = context;
  const config = configOf(context, turn);
  const profile = turnProfile(context, turn, record, atMs);
  const responseIds = turn.responses.flatMap((response) => response.responseId ?? []);
  // what goes on behind the end of the turn is enriched when it comes
  const running = Object.values(state.sessions);
  const ids = [...turn.callIds, ...turn.otherItemIds].filter((id) => !running.includes(id));
  const calls = Object.fromEntries(ids.map((id) => [id, callEnrichment(context, turn, state.calls[id])]));
  return {
    kind: 'turnEnrichment',
    atMs,
    threadId: state.meta.threadId,
    turnId: turn.turnId,
    ...(existsIn(state.wire, '0.169.0') ? { calls } : {}),
    ...(turn.guardianReviews.length === 0 ? {} : { guardianReviews: turn.guardianReviews }),
    ...(turn.compactions.length === 0 ? {} : { compactions: turn.compactions }),
    ...(config === null || turn.isReview ? {} : { config: enrichingConfig(config) }),
    ...(profile === null ? {} : { profile: enrichingProfile(profile) }),
    ...(responseIds.length === 0 ? {} : { responseIds }),
    ...(Object.keys(turn.skills).length === 0 ? {} : { skills: skillsOf(turn) }),
    repoHash: repositoryHash(state.meta.repositoryUrl),
  };
}

/** Skills without what no log tells of them: their plugin. */
function skillsOf(turn: TurnState): NonNullable<TurnEnrichmentFact['skills']> {
  const places = Object.entries(turn.skills).map(([name, { skillId, scope, repoUrl }]) => [
    name,
    { skillId, scope, repoUrl },
  ]);
  return Object.fromEntries(places);
}

/** Settings that the log knows better than traffic. */
function enrichingConfig(config: TurnConfig): Partial<TurnConfig> {
  const { reasoningEffort, multiAgentVersion } = config;
  return { reasoningEffort, multiAgentVersion };
}

/** Times of the model and of the tools; the rest of the profile is at least as good in traffic. */
function enrichingProfile(profile: TurnProfile): Partial<TurnProfile> {
  const { samplingMs, toolBlockingMs } = profile;
  return { samplingMs, toolBlockingMs };
}

const noCall: CallEnrichment = {
  originatingResponseId: null,
  subsequentResponseId: null,
  toolEventType: null,
  cellId: null,
  parentCallId: null,
};

/** The same for an item that came after the end of its turn. */
export function lateEnrichment(context: ThreadContext, turnId: string, call: CallState | undefined): CallEnrichment {
  const { lastTurn } = context.state;
  const turn = lastTurn?.turnId === turnId ? lastTurn : null;
  const settings = call?.settings ?? turn?.context ?? null;
  const rootTurnId = call?.rootTurnId ?? turn?.rootTurnId ?? null;
  return {
    ...noCall,
    ...(rootTurnId === null ? {} : { rootTurnId }),
    ...(settings === null ? {} : commandEnrichment(context, settings, call)),
  };
}

/** Which answers of the model made and followed a call, and where it ran. */
function callEnrichment(context: ThreadContext, turn: TurnState | null, call: CallState | undefined): CallEnrichment {
  if (call === undefined && turn?.isReview === true)
    return { ...noCall, sandboxBackend: sandboxBackend(context, context.state.context) };
  if (call === undefined || turn === null) return noCall;
  const cell = call.cell === null ? null : String(call.cell);
  // the model hears of the end with the first request behind it
  const endMs = call.isInner ? 0 : (call.completedAtMs ?? 0);
  return {
    originatingResponseId: turn.responses[call.responseIndex]?.responseId ?? null,
    subsequentResponseId:
      turn.responses.find((answer, i) => i > call.responseIndex && !answer.isCompaction && answer.fromMs >= endMs)
        ?.responseId ?? null,
    toolEventType: call.isInner ? 'inner_tool_call' : 'model_tool_call',
    cellId: cell,
    parentCallId: call.parentCallId,
    ...(call.itemKind === 'commandExecution' ? commandEnrichment(context, call.settings ?? turn.context, call) : {}),
  };
}

/** Where a command ran, and with which effort of the model. */
function commandEnrichment(
  context: ThreadContext,
  settings: TurnContext | null,
  call: CallState | undefined,
): CallEnrichment {
  const { meta, wire } = context.state;
  const escalated = parseObject(call?.input ?? '')?.sandbox_permissions === 'require_escalated';
  const isRefused = call?.isRefused === true;
  if (!context.isAlone) {
    // What a model uses when nobody asked for an effort is known to the traffic, which hears of the models.
    const asked = settings?.effort == null ? {} : { reasoningEffort: settings.effort };
    return { ...asked, ...(escalated && !isRefused ? { sandboxBackend: 'none' } : {}) };
  }
  const byDefault = meta.isSubagent ? null : builtInEffortOf(wire, settings?.model ?? '');
  const backend = escalated ? 'none' : sandboxBackend(context, settings);
  return { reasoningEffort: settings?.effort ?? byDefault, sandboxBackend: isRefused ? null : backend };
}

function sandboxBackend({ state }: ThreadContext, settings: TurnContext | null): string | null {
  const policy = settings?.sandbox.policy;
  const isOpen = policy === 'full_access' || policy === 'external_sandbox';
  return isOpen ? 'none' : sandboxOfPlatform(state.meta.cwd ?? '');
}

/** The platform is not written; its way to write paths tells where the sandbox of Linux is the one. */
function sandboxOfPlatform(cwd: string): string | null {
  return cwd.startsWith('/') && !cwd.startsWith('/Users/') ? 'seccomp' : null;
}
