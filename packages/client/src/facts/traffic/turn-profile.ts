import type { TurnProfile } from '../turn-facts.js';
import type { TrafficTurn } from './state.js';

/**
 * Where the time of a turn went, as far as traffic shows it. The end of a model's answer is not in traffic, so the time in
 * requests and the time in tools cannot be told apart: both stay at what they surely were not more than, see below.
 */
export function turnProfileOf(turn: TrafficTurn, status: string, completedAtMs: number): TurnProfile {
  const beforeFirstSamplingMs =
    turn.userMessageAtMs === null ? 0 : Math.max(0, turn.userMessageAtMs - turn.startedAtMs);
  const totalMs = Math.max(0, completedAtMs - turn.startedAtMs);
  // The request that failed, or that was under way when the turn was interrupted, has announced no usage.
  const interruptedFirst = status === 'interrupted' && turn.requestCount === 0 && turn.userMessageAtMs !== null;
  const unannouncedRequests = status === 'failed' || interruptedFirst ? 1 : 0;
  return {
    beforeFirstSamplingMs,
    // All that is left: an upper bound.
    samplingMs: Math.max(0, totalMs - beforeFirstSamplingMs - turn.compactionMs),
    compactionMs: turn.compactionMs,
    betweenSamplingOverheadMs: 0,
    toolBlockingMs: 0,
    afterLastSamplingMs: 0,
    samplingRequestCount: turn.requestCount + turn.retryCount + unannouncedRequests,
    samplingRetryCount: turn.retryCount,
    toolsChangeCount: 0,
    imagePreparations: turn.images,
  };
}
