import type { CallEnrichment, CompactionEnrichment, GuardianEnrichment, TurnEnrichmentFact } from '../facts/index.js';
import { tokenValues } from './events/token-fields.js';
import { imagePreparationValues } from './events/turn-profile.js';
import type { HeldEvent } from './holding.js';

/** Parameters of an event that waits, or its keys beside them. */
type Values = Record<string, unknown>;

/** Fills the events of a turn in place with what its session log adds. What the log does not tell stays. */
export function enrichEvents(events: readonly HeldEvent[], fact: TurnEnrichmentFact): void {
  const reviews = matchReviews(events, fact.guardianReviews ?? []);
  const responseIds = [...(fact.responseIds ?? [])];
  const compactions = [...(fact.compactions ?? [])];
  for (const event of events) {
    const { params } = event;
    switch (event.type) {
      case 'codex_turn_event':
        fillTurn(params, fact);
        break;
      case 'codex_accepted_line_fingerprints':
        set(params, { repo_hash: fact.repoHash });
        break;
      case 'codex_guardian_review':
        fillReview(params, reviews.get(event));
        break;
      case 'codex_compaction_event':
        fillCompaction(params, compactions.shift());
        break;
      case 'tacho_model_response':
        set(params, { response_id: params['response_id'] ?? responseIds.shift() });
        break;
      case 'skill_invocation':
        fillSkill(event, fact);
        break;
      default:
        fillCall(params, fact.calls?.[String(params['item_id'])]);
    }
  }
}

/** Sets what is told: undefined says nothing, null is a value. */
function set(values: Values, told: Values): void {
  for (const [key, value] of Object.entries(told)) if (value !== undefined) values[key] = value;
}

function fillTurn(params: Values, { config = {}, profile = {} }: TurnEnrichmentFact): void {
  // A log tells when answers came, and of requests that had none nothing.
  const isRetried = Number(params['sampling_retry_count'] ?? 0) > 0;
  set(params, {
    ephemeral: config.ephemeral,
    model: config.model,
    reasoning_effort: config.reasoningEffort,
    reasoning_summary: config.reasoningSummary === 'none' ? null : config.reasoningSummary,
    personality: config.personality === 'none' ? null : config.personality,
    multi_agent_version: config.multiAgentVersion,
    turn_trigger: config.turnTrigger,
    before_first_sampling_ms: profile.beforeFirstSamplingMs,
    sampling_ms: isRetried ? undefined : profile.samplingMs,
    compaction_ms: profile.compactionMs,
    between_sampling_overhead_ms: profile.betweenSamplingOverheadMs,
    tool_blocking_ms: profile.toolBlockingMs,
    after_last_sampling_ms: profile.afterLastSamplingMs,
    sampling_request_count: profile.samplingRequestCount,
    sampling_retry_count: profile.samplingRetryCount,
    tools_change_count: profile.toolsChangeCount,
    image_preparations: profile.imagePreparations?.map(imagePreparationValues),
  });
}

function fillCall(params: Values, call: CallEnrichment | undefined): void {
  if (call === undefined) return;
  set(params, {
    originating_response_id: call.originatingResponseId,
    subsequent_response_id: call.subsequentResponseId,
    tool_event_type: call.toolEventType,
    cell_id: call.cellId,
    parent_call_id: call.parentCallId,
    tool_name: call.toolName,
    root_turn_id: call.rootTurnId,
  });
  if ('sandbox_backend' in params) {
    // What never ran was in no sandbox, whatever was asked for.
    const ran = params['terminal_status'] !== 'rejected' && params['final_approval_outcome'] !== 'guardian_aborted';
    set(params, {
      sandbox_backend: ran ? call.sandboxBackend : undefined,
      model_slug: call.modelSlug,
      reasoning_effort: call.reasoningEffort,
    });
  }
  if ('agent_state_count' in params) set(params, { agent_state_count: call.agentStateCount });
}

function fillCompaction(params: Values, compaction: CompactionEnrichment | undefined): void {
  if (compaction === undefined) return;
  set(params, {
    implementation: compaction.implementation,
    reason: compaction.reason,
    active_context_tokens_before: compaction.tokensBefore,
    active_context_tokens_after: compaction.tokensAfter,
  });
}

function fillSkill({ params, topLevel }: HeldEvent, { skills }: TurnEnrichmentFact): void {
  const skill = skills?.[String(topLevel?.['skill_name'])];
  if (skill === undefined || topLevel === null) return;
  set(topLevel, { skill_id: skill.skillId });
  set(params, { skill_scope: skill.scope, plugin_id: skill.pluginId, repo_url: skill.repoUrl });
}

function fillReview(params: Values, review: GuardianEnrichment | undefined): void {
  if (review === undefined) return;
  const session = review.session ?? {};
  set(params, {
    guardian_thread_id: session.threadId,
    guardian_session_kind: session.kind,
    guardian_model: session.model,
    guardian_model_provider_id: session.modelProvider,
    guardian_reasoning_effort: session.reasoningEffort,
    had_prior_review_context: session.hadPriorContext,
    attempt_count: session.attempts,
    time_to_first_token_ms: session.timeToFirstTokenMs,
    ...(session.usage === undefined ? {} : tokenValues(session.usage)),
    reviewed_action: review.reviewedAction === undefined ? undefined : { ...review.reviewedAction },
  });
}

/** Each review of the log belongs to the nearest event with the same target whose span it overlaps. */
function matchReviews(
  events: readonly HeldEvent[],
  reviews: readonly GuardianEnrichment[],
): ReadonlyMap<HeldEvent, GuardianEnrichment> {
  const matched = new Map<HeldEvent, GuardianEnrichment>();
  const waiting = events.filter(({ type }) => type === 'codex_guardian_review');
  for (const review of reviews) {
    const fitting = waiting.filter((event) => !matched.has(event) && fits(event, review));
    const [nearest] = fitting.sort((a, b) => distance(a, review) - distance(b, review));
    if (nearest !== undefined) matched.set(nearest, review);
  }
  return matched;
}

/** The event tells its span in whole seconds. */
function fits({ params }: HeldEvent, review: GuardianEnrichment): boolean {
  const startedAtMs = Number(params['started_at']) * 1000;
  const completedAtMs = (Number(params['completed_at']) + 1) * 1000;
  const sameTarget = review.targetItemId === null || (params['target_item_id'] ?? null) === review.targetItemId;
  return sameTarget && review.startedAtMs < completedAtMs && review.completedAtMs >= startedAtMs;
}

function distance({ params }: HeldEvent, review: GuardianEnrichment): number {
  return Math.abs(Number(params['started_at']) * 1000 - review.startedAtMs);
}
