import type { TurnError } from '../../protocol/messages/turn.js';
import type { TurnProfile } from '../turn-facts.js';
import type { ThreadSettings, TrafficThread, TrafficTurn } from './thread-state.js';
import type { TrafficContext } from './traffic-context.js';

/** An error inside a turn. The server tries again in rows of numbered tries, of which the first may go unannounced. */
export function onTurnError(ctx: TrafficContext, turn: TrafficTurn, error: TurnError, willRetry: boolean): void {
  noteActivity(ctx, turn);
  turn.lastError = { message: error.message, info: error.codexErrorInfo ?? null };
  if (!willRetry) return;
  const announced = /^Reconnecting\.\.\. (\d+)\/\d+/.exec(error.message)?.[1];
  const number = announced === undefined ? turn.tryNumber + 1 : Number(announced);
  const before = number > turn.tryNumber ? turn.tryNumber : 0;
  turn.retryCount += number - before;
  // Of tries in between that went unannounced, only the usual wait is known.
  for (let passed = before + 1; passed < number; passed++) turn.retryWaitMs += usualWaitMs(passed);
  turn.tryNumber = number;
  turn.retryWait = { sinceMs: ctx.atMs, mostMs: askedWaitMs(error) ?? usualWaitMs(number) * (1 + jitter) };
}

/** What the server waits before a try, give or take a tenth: twice as long each time. */
function usualWaitMs(number: number): number {
  return firstWaitMs * 2 ** (Math.min(number, 10) - 1);
}

const firstWaitMs = 200;
const jitter = 0.1;

/** How long the provider of the model asked to wait. */
function askedWaitMs({ additionalDetails }: TurnError): number | null {
  const asked = /try again in (\d+(?:\.\d+)?) ?(ms|s)/i.exec(additionalDetails ?? '');
  return asked === null ? null : Number(asked[1]) * (asked[2] === 'ms' ? 1 : 1000);
}

/** The turn does something: whatever it waited for is over. What is seen late took no longer than the longest wait. */
export function noteActivity(ctx: TrafficContext, turn: TrafficTurn | undefined): void {
  if (turn?.retryWait == null) return;
  const { sinceMs, mostMs } = turn.retryWait;
  turn.retryWaitMs += Math.round(Math.min(mostMs, Math.max(0, ctx.atMs - sinceMs)));
  turn.retryWait = null;
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

/**
 * What decides the tools of a turn: its model, where it is not one of those that nothing is known of, and full access, with
 * which the model gets no means to ask for more.
 */
export function toolsOf({ state }: TrafficContext, { model, sandbox }: ThreadSettings): string {
  const kind = state.unknownModels.has(model) ? 'unknown' : `known ${model}`;
  return sandbox.policy === 'full_access' ? `${kind}, full access` : kind;
}

/**
 * Where the time of a turn went, as far as traffic shows it. The end of a model's answer is not in traffic, so the time in
 * requests and the time in tools cannot be told apart: what is not accounted for otherwise counts as the former.
 */
export function turnProfileOf(
  ctx: TrafficContext,
  thread: TrafficThread,
  turn: TrafficTurn,
  status: string,
  completedAtMs: number,
): TurnProfile {
  const beforeFirstSamplingMs =
    turn.userMessageAtMs === null ? 0 : Math.max(0, turn.userMessageAtMs - turn.startedAtMs);
  const totalMs = Math.max(0, completedAtMs - turn.startedAtMs);
  const { lastTurn } = thread;
  const toolsChanged = lastTurn !== null && lastTurn.tools !== toolsOf(ctx, turn.settings);
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
