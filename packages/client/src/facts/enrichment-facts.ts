import type { SkillInvocation } from './extension-facts.js';
import type { GuardianSession, ReviewedAction } from './review-facts.js';
import type { TurnConfig, TurnProfile } from './turn-facts.js';

/**
 * What the session log of the same machine adds to events that traffic tells. A reducer made with `enrich: true` keeps the
 * events of a turn (tools, reviews, skills, turn, accepted lines) until their {@link TurnEnrichmentFact} comes and fills them,
 * or until {@link EnrichmentFlushedFact} says that none will come. What is absent in an enrichment stays as traffic told it.
 *
 * Threads, turns and tools that traffic never shows (the reviewer's session, `/review` sub-threads, script calls of code
 * mode, `list_agents`) are no enrichment: their source tells them by the ordinary facts (`subAgentThreadStarted`,
 * `notification`, `turnResolvedConfig`, `agentToolCall` …), before the enrichment of the turn that they belong to.
 */
export interface TurnEnrichmentFact {
  readonly kind: 'turnEnrichment';
  readonly atMs: number;
  readonly threadId: string;
  readonly turnId: string;
  /** By item id. */
  readonly calls?: Readonly<Record<string, CallEnrichment>>;
  readonly guardianReviews?: readonly GuardianEnrichment[];
  readonly config?: Partial<TurnConfig>;
  readonly profile?: Partial<TurnProfile>;
  /** Response ids of the turn's model requests in order, for `tacho_model_response`. */
  readonly responseIds?: readonly string[];
  /** By skill name: what names the skill's place. */
  readonly skills?: Readonly<Record<string, Partial<SkillInvocation>>>;
  readonly compactions?: readonly CompactionEnrichment[];
  /** Hash of the canonical remote of the thread's repository; see `repoHash`. */
  readonly repoHash?: string | null;
}

/** One tool call, as the session log has it. A key that is absent leaves the field alone; null is a value. */
export interface CallEnrichment {
  readonly originatingResponseId?: string | null;
  readonly subsequentResponseId?: string | null;
  readonly toolEventType?: string | null;
  readonly cellId?: string | null;
  readonly parentCallId?: string | null;
  readonly sandboxBackend?: string | null;
  readonly modelSlug?: string | null;
  readonly reasoningEffort?: string | null;
  readonly toolName?: string;
  /** Of an item that came after the end of its turn. */
  readonly rootTurnId?: string;
  readonly agentStateCount?: number;
}

/**
 * One review by the reviewer. It belongs to the guardian event of the turn with the same target item (or none) whose span
 * overlaps; of several the nearest in time.
 */
export interface GuardianEnrichment {
  readonly targetItemId: string | null;
  readonly startedAtMs: number;
  readonly completedAtMs: number;
  readonly session?: Partial<GuardianSession>;
  readonly reviewedAction?: ReviewedAction;
}

/** One compaction, told by its turn and order. */
export interface CompactionEnrichment {
  readonly implementation?: string;
  readonly reason?: string;
  readonly tokensBefore?: number;
  readonly tokensAfter?: number;
}

/** No (more) enrichment will come for a turn, for a thread, or for anything: what is kept goes out as it is. */
export interface EnrichmentFlushedFact {
  readonly kind: 'enrichmentFlushed';
  readonly atMs: number;
  /** Absent: all threads. */
  readonly threadId?: string;
  /** Absent: all turns of the thread. */
  readonly turnId?: string;
}

/** Facts that add to what traffic told of a turn. */
export type EnrichmentFact = TurnEnrichmentFact | EnrichmentFlushedFact;
