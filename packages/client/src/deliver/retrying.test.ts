import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { deliverLimits } from '../limits.js';
import { retryDelayMs, retrying } from './retrying.js';
import { createManualClock, until } from './testing/manual-clock.js';
import { allOf, type SendOutcome, type Transport } from './transport.js';

function scripted(outcomes: SendOutcome[]): Transport & { readonly sent: () => number } {
  let sent = 0;
  return {
    batching: { eventsMax: 10, bytesMax: 1000, oneListEach: false, alone: () => false },
    resendHarmless: true,
    send: async (lines) => {
      sent++;
      return outcomes.shift() ?? { status: 'delivered', results: allOf(lines.length, { status: 'accepted' }) };
    },
    credentialsChanged: async () => true,
    close: () => {},
    sent: () => sent,
  };
}

const again: SendOutcome = { status: 'retry', reason: 'http_500', afterMs: null };
const lines = [Buffer.from('{}\n')];

describe('repeating what may succeed later', () => {
  test('goes on until something final comes, each wait drawn from a bound that doubles', async () => {
    const clock = createManualClock();
    const delays: number[] = [];
    const transport = retrying(scripted(Array.from({ length: 12 }, () => again)), {
      limits: deliverLimits,
      clock,
      random: () => 0.999,
      onRetry: ({ delayMs }) => delays.push(delayMs),
    });
    const result = transport.send(lines, new AbortController().signal);
    let settled = false;
    void result.then(() => (settled = true));
    await until(() => settled, { ...clock, advance: () => clock.advance(60_000) });
    expect((await result).status).toBe('delivered');
    expect(delays).toHaveLength(12);
    expect(delays.slice(0, 3)).toEqual([249, 499, 999]);
    expect(Math.max(...delays)).toBeLessThan(deliverLimits.retryMaxMs);
  });

  test('a nudge ends the wait, an abort the attempts', async () => {
    const clock = createManualClock();
    const inner = scripted([again, { ...again, afterMs: 3_600_000 }, again]);
    const stop = new AbortController();
    const transport = retrying(inner, { limits: deliverLimits, clock, random: () => 1 });
    const result = transport.send(lines, stop.signal);
    await until(() => clock.pending() === 1);
    transport.nudge();
    await until(() => inner.sent() === 2 && clock.pending() === 1);
    stop.abort();
    expect(await result).toEqual({ status: 'aborted' });
    expect([inner.sent(), clock.pending()]).toEqual([2, 0]);
  });

  test('the wait is never shorter than the server asked for, nor absurdly long', () => {
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.option(fc.integer({ min: -5, max: 1e9 })),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, afterMs, random) => {
          const delayMs = retryDelayMs(attempt, afterMs, random, deliverLimits);
          expect(delayMs).toBeGreaterThanOrEqual(Math.min(afterMs ?? 0, deliverLimits.retryAfterMaxMs));
          expect(delayMs).toBeLessThanOrEqual(deliverLimits.retryAfterMaxMs + deliverLimits.retryMaxMs);
        },
      ),
    );
  });
});
