import type { Clock } from './clock.js';
import type { FinalOutcome, Transport } from './transport.js';

/** Bounds of the wait between two attempts. */
export interface RetryLimits {
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  readonly retryAfterMaxMs: number;
}

/** How long to wait between attempts; clock and chance are parameters, so that tests need no time. */
export interface RetryingOptions {
  readonly limits: RetryLimits;
  readonly clock: Clock;
  /** Numbers from 0 to 1. */
  readonly random: () => number;
  /** Told before each wait. */
  readonly onRetry?: (retry: { readonly attempt: number; readonly delayMs: number; readonly reason: string }) => void;
}

/** A transport that says final things only, however long that takes. */
export interface RetryingTransport extends Transport<FinalOutcome> {
  /** Ends the present wait: somebody is about to leave and wants to know. */
  readonly nudge: () => void;
}

/** Repeats what may succeed later, without end, until the caller's signal. */
export function retrying(inner: Transport, options: RetryingOptions): RetryingTransport {
  let leaveWait: (() => void) | null = null;
  const wait = (ms: number, signal: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      const leave = (): void => {
        cancel();
        signal.removeEventListener('abort', leave);
        leaveWait = null;
        resolve();
      };
      const cancel = options.clock.after(ms, leave);
      signal.addEventListener('abort', leave);
      leaveWait = leave;
    });
  return {
    batching: inner.batching,
    resendHarmless: inner.resendHarmless,
    async send(lines, signal) {
      for (let attempt = 0; !signal.aborted; attempt++) {
        const outcome = await inner.send(lines, signal);
        if (outcome.status !== 'retry') return outcome;
        const delayMs = retryDelayMs(attempt, outcome.afterMs, options.random(), options.limits);
        options.onRetry?.({ attempt, delayMs, reason: outcome.reason });
        if (!signal.aborted) await wait(delayMs, signal);
      }
      return { status: 'aborted' };
    },
    credentialsChanged: inner.credentialsChanged,
    close: inner.close,
    nudge: () => leaveWait?.(),
  };
}

/**
 * The wait before the next attempt: at random from 0 to a bound that doubles (full jitter, so that a thousand clients of
 * a server that comes back do not return together), and never less than the server asked for.
 */
export function retryDelayMs(attempt: number, afterMs: number | null, random: number, limits: RetryLimits): number {
  const boundMs = Math.min(limits.retryMaxMs, limits.retryBaseMs * 2 ** Math.min(attempt, 30));
  const jitterMs = Math.floor(random * boundMs);
  if (afterMs === null) return jitterMs;
  return Math.min(limits.retryAfterMaxMs, Math.max(0, afterMs)) + jitterMs;
}
