import { behaviourOf } from '../protocol/index.js';
import { reducerLimits } from '../limits.js';
import type { Context } from './context.js';
import { emit } from './emit.js';
import { acceptedLineFingerprints } from './events/accepted-line-fingerprints.js';
import { turn as turnEvent } from './events/turn.js';
import { asSeenBy, evictOldest } from './lookup.js';
import type { CompletedTurn, Connection, Thread, Turn } from './state.js';

/** The turn's state, made when it is not known yet: any message may be the first to name it. */
export function turnOf(ctx: Context, turnId: string): Turn {
  const { turns } = ctx.state;
  const known = turns.get(turnId);
  if (known !== undefined) return known;
  const turn: Turn = {
    threadId: null,
    connectionId: null,
    numInputImages: null,
    config: null,
    startedAt: null,
    rootTurnId: null,
    usage: null,
    usageEvenInterrupted: false,
    error: null,
    profile: null,
    completed: null,
    diff: null,
    steerCount: 0,
    interruptRequestedAtMs: null,
    counts: {
      total: 0,
      shellCommand: 0,
      fileChange: 0,
      mcpToolCall: 0,
      dynamicToolCall: 0,
      subagentToolCall: 0,
      webSearch: 0,
      imageGeneration: 0,
    },
  };
  turns.set(turnId, turn);
  evictOldest(ctx, turns, reducerLimits.turnsMax, 'a turn was forgotten: too many never ended');
  return turn;
}

/** A turn that a client submitted. */
export interface SubmittedTurn {
  readonly turnId: string;
  readonly threadId: string;
  readonly connectionId: number;
  readonly numInputImages: number;
  readonly rootTurnId: string | null;
}

/** From now on the turn belongs to the connection that submitted it. */
export function submitTurn(ctx: Context, submitted: SubmittedTurn): void {
  const turn = turnOf(ctx, submitted.turnId);
  turn.threadId = submitted.threadId;
  turn.connectionId = submitted.connectionId;
  turn.numInputImages = submitted.numInputImages;
  turn.rootTurnId ??= submitted.rootTurnId;
  tryReportTurn(ctx, submitted.turnId, turn);
}

/**
 * Reports a turn as soon as everything about it is known, in whatever order that came: who started it, its configuration
 * and its end. A turn that nobody started (a compaction, a review) never gets there and is let go at its end.
 */
export function tryReportTurn(ctx: Context, turnId: string, turn: Turn): void {
  const { threadId, numInputImages, config, completed, connectionId } = turn;
  if (threadId === null || numInputImages === null || config === null || completed === null) return;
  if (connectionId === null) return;
  const connection = ctx.state.connections.get(connectionId);
  const thread = ctx.state.threads.get(threadId);
  ctx.state.turns.delete(turnId);
  ctx.state.endedTurns.delete(turnId);
  if (connection === undefined) return ctx.anomaly('turn dropped: missing connection');
  if (thread?.metadata == null) return ctx.anomaly('turn dropped: missing thread metadata');
  report(ctx, {
    turnId,
    turn,
    threadId,
    numInputImages,
    config,
    completed,
    connection: asSeenBy(thread, connection),
    thread,
    metadata: thread.metadata,
  });
}

/** A turn that ended; it is reported now, or when the last thing about it comes. */
export function completeTurn(ctx: Context, turnId: string, completed: Omit<CompletedTurn, 'atMs'>): void {
  const turn = turnOf(ctx, turnId);
  turn.completed = { ...completed, atMs: ctx.atMs };
  if (turn.threadId !== null) forgetUnbegun(ctx.state.threads.get(turn.threadId), turnId);
  tryReportTurn(ctx, turnId, turn);
  if (!ctx.state.turns.has(turnId)) return;
  // Nobody's turn so far: kept for what may still come of it, behind those that run.
  const { endedTurns, turns } = ctx.state;
  endedTurns.set(turnId, true);
  if (endedTurns.size <= reducerLimits.endedTurnsMax) return;
  for (const oldest of endedTurns.keys()) {
    endedTurns.delete(oldest);
    turns.delete(oldest);
    return;
  }
}

/** What was asked about items that never began is of no use when their turn is over. */
function forgetUnbegun(thread: Thread | undefined, turnId: string): void {
  for (const [key, item] of thread?.items ?? []) {
    if (item.turnId === turnId && item.startedAtMs === null) thread?.items.delete(key);
  }
}

interface ReportableTurn {
  readonly turnId: string;
  readonly turn: Turn;
  readonly threadId: string;
  readonly numInputImages: number;
  readonly config: NonNullable<Turn['config']>;
  readonly completed: CompletedTurn;
  readonly connection: Connection;
  readonly thread: Thread;
  readonly metadata: NonNullable<Thread['metadata']>;
}

function report(ctx: Context, subject: ReportableTurn): void {
  const { turnId, turn, threadId, config, completed, connection, thread, metadata } = subject;
  const behaviour = behaviourOf(connection.wireVersion);
  const interrupted = completed.status === 'interrupted';
  const params = turnEvent.build({
    threadId,
    sessionId: metadata.sessionId,
    turnId,
    rootTurnId: turn.rootTurnId,
    client: connection.client,
    runtime: connection.runtime,
    lineage: metadata.lineage,
    initializationMode: metadata.initializationMode,
    config,
    approvalsReviewer: config.approvalsReviewer === 'user' ? 'user' : behaviour.automaticReviewer,
    personality: config.personality === undefined ? behaviour.unsetPersonality : config.personality,
    numInputImages: subject.numInputImages,
    status: completed.status,
    turnError: completed.error,
    error: turn.error,
    steerCount: turn.steerCount,
    counts: turn.counts,
    usage: interrupted && !turn.usageEvenInterrupted ? null : turn.usage,
    profile: turn.profile,
    interruptRequestedAtMs: turn.interruptRequestedAtMs,
    startedAt: turn.startedAt,
    completedAt: completed.completedAt,
    durationMs: completed.durationMs,
  });
  const about = { connection, threadId, turnId, model: config.model, enrichable: true } as const;
  emit(ctx, turnEvent, params, about);
  if (turn.diff === null || (turn.diff.added === 0 && turn.diff.deleted === 0)) return;
  const lines = acceptedLineFingerprints.build({
    threadId,
    turnId,
    model: config.model,
    completedAt: Math.floor(ctx.atMs / 1000),
    repoHash: thread.repoHash,
    addedLines: turn.diff.added,
    deletedLines: turn.diff.deleted,
  });
  emit(ctx, acceptedLineFingerprints, lines, about);
}
