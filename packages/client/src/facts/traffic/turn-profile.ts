import type { TurnError } from '../../protocol/messages/turn.js';
import type { TurnProfile } from '../turn-facts.js';
import type { ThreadSettings, TrafficThread, TrafficTurn } from './state.js';
import type { TrafficContext } from './traffic-context.js';

/** An error inside a turn. The server tries again in rows of numbered tries, of which the first may go unannounced. */
export function onTurnError(ctx: TrafficContext, turn: TrafficTurn, error: TurnError, willRetry: boolean): void {
  noteActivity(ctx, turn);
  turn.lastError = { message: error.message, info: error.codexErrorInfo ?? null };
  if (!willRetry) return;
  const announced = /^Reconnecting\.\.\. (\d+)\/\d+/.exec(error.message)?.[1];
  const number = announced === undefined ? turn.tryNumber + 1 : Number(announced);
  turn.retryCount += number > turn.tryNumber ? number - turn.tryNumber : number;
  turn.tryNumber = number;
  turn.retryWaitSinceMs = ctx.atMs;
  // A row whose first try was not announced began right after the user's message.
  if (turn.retryWaitMs === 0 && number > 1)
    turn.retryWaitMs = Math.max(0, ctx.atMs - (turn.userMessageAtMs ?? ctx.atMs));
}

/** The turn does something: whatever it waited for is over. */
export function noteActivity(ctx: TrafficContext, turn: TrafficTurn | undefined): void {
  if (turn === undefined || turn.retryWaitSinceMs === null) return;
  turn.retryWaitMs += Math.max(0, ctx.atMs - turn.retryWaitSinceMs);
  turn.retryWaitSinceMs = null;
}

/** Messages that waited together are taken together, before the request is made. */
const sameBatchMs = 20;

/** A message of the user in a turn. One that comes while a request runs cuts that off, and it is made again. */
export function onUserMessage(turn: TrafficTurn, atMs: number): void {
  if (turn.userMessageAtMs === null) turn.userMessageAtMs = atMs;
  else if (turn.requestOpen && atMs > (turn.lastMessageAtMs ?? atMs) + sameBatchMs) turn.cutOffRequests++;
  turn.lastMessageAtMs = atMs;
  turn.requestOpen = true;
}

/** Settings with which the model gets no tools to ask for more. */
export function hasFullAccess(settings: ThreadSettings): boolean {
  return settings.sandbox.policy === 'full_access';
}

/**
 * Where the time of a turn went, as far as traffic shows it. The end of a model's answer is not in traffic, so the time in
 * requests and the time in tools cannot be told apart: what is not accounted for otherwise counts as the former.
 */
export function turnProfileOf(
  thread: TrafficThread,
  turn: TrafficTurn,
  status: string,
  completedAtMs: number,
): TurnProfile {
  const beforeFirstSamplingMs =
    turn.userMessageAtMs === null ? 0 : Math.max(0, turn.userMessageAtMs - turn.startedAtMs);
  const totalMs = Math.max(0, completedAtMs - turn.startedAtMs);
  const { lastTurn } = thread;
  const toolsChanged =
    lastTurn !== null &&
    (lastTurn.model !== turn.settings.model || lastTurn.fullAccess !== hasFullAccess(turn.settings));
  return {
    beforeFirstSamplingMs,
    samplingMs: Math.max(0, totalMs - beforeFirstSamplingMs - turn.compactionMs - turn.retryWaitMs),
    compactionMs: turn.compactionMs,
    betweenSamplingOverheadMs: turn.retryWaitMs,
    toolBlockingMs: 0,
    afterLastSamplingMs: 0,
    samplingRequestCount: turn.requestCount + turn.cutOffRequests + turn.retryCount + unfinishedRequest(turn, status),
    samplingRetryCount: turn.retryCount,
    toolsChangeCount: toolsChanged ? 1 : 0,
    imagePreparations: turn.images,
  };
}

/** The request that failed, or that ran when the turn was interrupted. */
function unfinishedRequest(turn: TrafficTurn, status: string): number {
  if (status === 'failed') return 1;
  return status === 'interrupted' && turn.requestOpen ? 1 : 0;
}
