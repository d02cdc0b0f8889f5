import type { CompactionEnrichment, GuardianEnrichment, SkillInvocation } from '../../facts/index.js';
import type { WireVersion } from '../../protocol/index.js';
import type { AnnouncedTokens, FilePatch, TurnContext } from '../records/record.js';
import type { SessionMeta } from '../session-meta.js';
import type { ReviewEnd } from './guardian.js';
import type { ToldItem } from './items.js';

/** What is known of one thread while its log is read. Plain data, so that it can be saved with a checkpoint. */
export interface ThreadState {
  readonly meta: SessionMeta;
  readonly wire: WireVersion;
  /** Root of the tree of threads. */
  readonly sessionId: string;
  /** The reviewer's and `/review`'s threads never reach a client. */
  readonly isHidden: boolean;
  isOpened: boolean;
  /** The turn of the reviewing sub-thread began. */
  hasReviewBegun: boolean;
  /** A `/review` that forked the thread (0.137): nothing of it is reported. */
  isDetachedReview: boolean;
  /** In the part of a forked file that was copied from its parent. */
  inHistory: boolean;
  /** In `/review`: what is written comes from the reviewing sub-thread, and the end names the visible turn. */
  isReviewing: boolean;
  context: TurnContext | null;
  serviceTier: string | null;
  reasoningSummary: string | null;
  /** Model in the settings of the thread: that of a review which is its first turn. */
  settingsModel: string | null;
  totals: AnnouncedTokens | null;
  /** Records of use since the totals were announced: a turn that is interrupted announces none of its last ones. */
  unannounced: AnnouncedTokens | null;
  /** Before its first announcement the thread had used nothing: not where a log goes on from another one. */
  isFromZero: boolean;
  /** Tokens of the conversation, as last announced. */
  activeTokens: number;
  /** Characters that were added to the conversation since the model last answered, and the calls of that answer so far. */
  lengthSinceUse: number;
  callsSinceUse: number;
  /** Size of the conversation when the last total was announced again, with what was added by then. */
  tokensBeforeCompaction: number | null;
  hasUsageRecords: boolean;
  /** Requests of a client to begin a turn, seen so far. */
  submittedTurns: number;
  scripts: number;
  turn: TurnState | null;
  lastTurn: TurnState | null;
  /** The turn before this one, if it was interrupted. */
  cutTurn: { readonly turnId: string; readonly model: string | null } | null;
  /** Reviews that this thread, a reviewer, was asked for. */
  reviews: number;
  /** A review whose answer was no verdict, and may be asked for again. */
  waitingReview: { readonly review: ReviewState; readonly end: ReviewEnd } | null;
  /** Calls whose item may still come, by call id; those of ended turns too. */
  readonly calls: Record<string, CallState>;
  /** Calls whose process goes on, by the number of its session. */
  readonly sessions: Record<string, string>;
  /** Content of files that a patch wrote whole, as a hash: writing the same again is no change. */
  readonly knownFiles: Record<string, string>;
  pendingUse: PendingUse | null;
  /** The last total was announced again: a compaction begins by doing so. */
  repeatedAtMs: number | null;
  compaction: CompactionState | null;
}

/** One turn that runs. */
export interface TurnState {
  readonly turnId: string;
  readonly rootTurnId: string | null;
  readonly turnTrigger: string | null;
  readonly startedAt: number | null;
  readonly startedAtMs: number;
  readonly isReview: boolean;
  isTold: boolean;
  isSubmitted: boolean;
  baseTotals: AnnouncedTokens | null;
  /** The first announcement of the turn has shown what its base is. */
  isBaseSettled: boolean;
  context: TurnContext | null;
  userMessages: number;
  numInputImages: number;
  firstMessageAtMs: number | null;
  usage: AnnouncedTokens | null;
  readonly responses: ResponseState[];
  readonly callIds: string[];
  readonly patches: FilePatch[];
  compactionMs: number;
  lastOutputAtMs: number | null;
  /** When the context was last replaced by its summary. */
  lastCompactedAtMs: number | null;
  readonly images: ImageState[];
  /** Apps that the user's input named. */
  readonly mentionedApps: string[];
  readonly usedApps: string[];
  readonly usedSkills: string[];
  readonly skills: Record<string, SkillInvocation>;
  /** Items without a call of the model. */
  readonly otherItemIds: string[];
  /** How long the longest command ran among the calls of one answer whose outputs were written so far. */
  longestWallMs: number;
  /** Items that the server announces a little after the model has its answer. */
  readonly lateItems: ToldItem[];
  /** Spawns that wait for the first settings of their thread. */
  readonly spawns: { readonly callId: string; readonly text: string; readonly atMs: number }[];
  /** What the reviewer's turn is about. */
  review: ReviewState | null;
  readonly guardianReviews: GuardianEnrichment[];
  readonly compactions: CompactionEnrichment[];
}

/** One review that the reviewer was asked for. */
export interface ReviewState {
  readonly threadId: string;
  /** The action as JSON text. */
  readonly action: string;
  readonly hadPriorContext: boolean;
  readonly isTruncated: boolean;
  readonly isFirst: boolean;
  readonly startedAtMs: number;
  readonly attempts: number;
}

/** An image that a request to the model carries. */
export interface ImageState {
  readonly role: string | null;
  readonly itemId: string | null;
  readonly url: string;
}

/** One answer of the model. */
export interface ResponseState {
  readonly responseId: string | null;
  readonly atMs: number;
  /** When the request can have begun: the last output of a tool or message before it. */
  readonly fromMs: number;
  /** Last output of a tool that followed. */
  outputAtMs: number | null;
  isCompaction: boolean;
}

/** A tool call that the model made. */
export interface CallState {
  readonly callId: string;
  readonly turnId: string;
  readonly name: string;
  readonly namespace: string | null;
  readonly input: string;
  readonly isCustom: boolean;
  readonly atMs: number;
  /** When its item ended. */
  completedAtMs: number | null;
  /** Number of answers that were recorded before the call: the next one made it. */
  readonly responseIndex: number;
  /** Number of the script in its thread; null for other calls. */
  readonly cell: number | null;
  parentCallId: string | null;
  isInner: boolean;
  /** An end record gave its item. */
  hasItem: boolean;
  isRefused: boolean;
  outputAtMs: number | null;
  /** Of the turn that it was made in: its process may go on behind the turn. */
  readonly rootTurnId: string | null;
  readonly settings: TurnContext | null;
  itemKind: string | null;
}

/** A use that waits for the record behind it, which tells whether it was a compaction. */
export interface PendingUse {
  readonly atMs: number;
  readonly turnId: string;
  readonly model: string | null;
  readonly responseId: string | null;
  readonly usage: AnnouncedTokens;
  readonly isAfterRepeat: boolean;
  isCompaction: boolean;
}

/** A compaction that was seen but whose trigger is not known before the user's message or the end of the turn. */
export interface CompactionState {
  readonly turnId: string;
  readonly isRemote: boolean;
  readonly phase: 'mid_turn' | 'pre_turn';
  startedAtMs: number;
  completedAtMs: number;
  /** What was in the context, where the log tells when it began: traffic knows of no more than the last announcement. */
  readonly knownBefore: number | null;
  readonly tokensBefore: number;
  tokensAfter: number;
}

/** A thread of which nothing but its first line was read. */
export function createThreadState(meta: SessionMeta, wire: WireVersion, sessionId: string): ThreadState {
  return {
    meta,
    wire,
    sessionId,
    isHidden: meta.subagentSource === 'guardian' || meta.subagentSource === 'review',
    isOpened: false,
    isDetachedReview: false,
    inHistory: false,
    isReviewing: false,
    hasReviewBegun: false,
    context: null,
    serviceTier: null,
    reasoningSummary: null,
    settingsModel: null,
    totals: null,
    unannounced: null,
    isFromZero: meta.forkedFromId === null && meta.historyBaseThreadId === null,
    activeTokens: 0,
    lengthSinceUse: 0,
    callsSinceUse: 0,
    tokensBeforeCompaction: null,
    hasUsageRecords: false,
    submittedTurns: 0,
    scripts: 0,
    turn: null,
    lastTurn: null,
    cutTurn: null,
    reviews: 0,
    waitingReview: null,
    calls: {},
    sessions: {},
    knownFiles: {},
    pendingUse: null,
    repeatedAtMs: null,
    compaction: null,
  };
}
