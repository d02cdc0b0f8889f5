import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { readSpoolStatus } from './spool-status.js';
import { startBench, type DeliveryBench } from './testing/delivery-bench.js';
import { until } from './testing/manual-clock.js';
import { acceptAll, first, status } from './testing/test-receiver.js';

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

const minuteMs = 60_000;

/** What a promise comes to, while time goes by. */
async function over<T>(promise: Promise<T>): Promise<T> {
  let done = false;
  void promise.finally(() => (done = true));
  await until(() => done, bench.clock);
  return promise;
}

/** The first is the sender. */
async function openBoth() {
  const a = await bench.open();
  await until(async () => (await readSpoolStatus(bench.directory))[0]?.sending === true);
  return [a, await bench.open()] as const;
}

describe('the age of the oldest event that waits', () => {
  test('is its own, however long the segment before it and what was sent from there', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 1);
    await until(() => delivery.counters().queued === 0, bench.clock);
    bench.clock.advance(10 * minuteMs);
    bench.track(delivery, 1, 2);
    expect(delivery.counters()).toMatchObject({ queued: 1, oldestAgeMs: 0 });
  });

  test('is that of the next one, when a part of what has waited is sent', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ limits: { batchEventsMax: 5, retryMaxMs: 100 } });
    bench.track(delivery, 0, 5);
    bench.clock.advance(10 * minuteMs);
    bench.track(delivery, 5, 10);
    bench.clock.advance(minuteMs);
    expect(delivery.counters().oldestAgeMs).toBe(11 * minuteMs);
    bench.receiver.behave = (request, response) =>
      (request.body.includes('"n":0}') ? acceptAll : status(500))(request, response);
    await until(() => delivery.counters().queued === 5, bench.clock);
    const { oldestAgeMs } = delivery.counters();
    expect(oldestAgeMs).toBeGreaterThanOrEqual(minuteMs);
    expect(oldestAgeMs).toBeLessThan(10 * minuteMs);
  });

  test('is known of events that another process sends', async () => {
    bench.receiver.behave = status(500);
    const [, b] = await openBoth();
    bench.track(b, 0, 1);
    bench.clock.advance(minuteMs);
    expect(b.counters()).toMatchObject({ queued: 1, oldestAgeMs: minuteMs });
    bench.receiver.behave = acceptAll;
    await until(() => b.counters().queued === 0, bench.clock);
    expect(b.counters().oldestAgeMs).toBe(0);
  });

  test('does not grow with a clock that is set forward while nothing waits', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 1);
    await until(() => delivery.counters().queued === 0, bench.clock);
    bench.clock.setNow(bench.clock.now() + 60 * minuteMs);
    bench.track(delivery, 1, 2);
    expect(delivery.counters().oldestAgeMs).toBe(0);
  });
});

describe('counters', () => {
  test('tell what was dropped while nothing can be sent, too', async () => {
    bench.receiver.behave = status(500);
    const limits = { segmentBytesMax: 2000, spoolBytesMax: 8000, pollIntervalMs: 20, spoolHardFactor: 100 };
    const delivery = await bench.open({ limits });
    bench.track(delivery, 0, 100);
    const said = 'the spool is at its bound: the oldest events were dropped';
    await until(() => bench.said.includes(said), bench.clock);
    await until(() => delivery.counters().dropped > 0, bench.clock);
    const waiting = async (): Promise<number> => (await readSpoolStatus(bench.directory))[0]!.totals.dropped;
    await until(async () => delivery.counters().dropped === (await waiting()), bench.clock);
    expect(delivery.counters().sent).toBe(0);
  });

  test('tell of events that this process lost beside those that others lost before', async () => {
    const limits = { segmentBytesMax: 2000, spoolBytesMax: 8000 };
    bench.receiver.behave = status(500);
    const earlier = await bench.open({ limits });
    bench.track(earlier, 0, 200);
    bench.receiver.behave = acceptAll;
    await until(() => earlier.counters().queued === 0, bench.clock);
    const lost = earlier.counters().dropped;
    await over(earlier.close(0));
    bench.receiver.behave = status(500);
    const next = await bench.open({ limits });
    expect(next.counters().dropped).toBe(lost);
    const one = { event: { event_type: 'codex_test', event_params: { n: 0 } }, occurredAtMs: 1 };
    while (next.track(one) === 'spooled');
    expect(next.counters().dropped).toBe(lost + 1);
  });
});

describe('who takes over from a sender that is not let in', () => {
  test('sends with its own token, and flush waits for that', async () => {
    bench.receiver.behave = (request, response) =>
      (request.headers.authorization === 'Bearer new' ? acceptAll : status(401))(request, response);
    const a = await bench.open({ token: 'old' });
    await until(async () => (await readSpoolStatus(bench.directory))[0]?.sending === true);
    const b = await bench.open({ token: 'new' });
    bench.track(a, 0, 1);
    bench.track(b, 1, 2);
    expect(await over(b.flush(minuteMs))).toEqual({ status: 'waiting', waiting: 1, halted: 'http_401' });
    await over(a.close(0));
    await until(async () => (await readSpoolStatus(bench.directory))[0]?.halted === null, bench.clock);
    bench.receiver.behave = first(status(500), acceptAll);
    bench.track(b, 2, 3);
    expect(await over(b.flush(minuteMs))).toEqual({ status: 'flushed', waiting: 0, halted: null });
  });

  test('sends at once what that left when it ended, and says no more that sending has stopped', async () => {
    bench.receiver.behave = (request, response) =>
      (request.headers.authorization === 'Bearer new' ? acceptAll : status(401))(request, response);
    const a = await bench.open({ token: 'old' });
    bench.track(a, 0, 1);
    expect(await over(a.close(minuteMs))).toEqual({ status: 'waiting', waiting: 1, halted: 'http_401' });
    const b = await bench.open({ token: 'new' });
    bench.track(b, 1, 2);
    expect(await over(b.flush(minuteMs))).toEqual({ status: 'flushed', waiting: 0, halted: null });
  });

  test('says no more that sending has stopped, also while it cannot send', async () => {
    bench.receiver.behave = status(401);
    const a = await bench.open({ token: 'old' });
    bench.track(a, 0, 1);
    await over(a.close(minuteMs));
    bench.receiver.behave = () => {};
    await bench.open({ token: 'new', limits: { requestTimeoutMs: 60 * minuteMs } });
    await until(async () => (await readSpoolStatus(bench.directory))[0]?.halted === null, bench.clock);
    expect(await readSpoolStatus(bench.directory)).toMatchObject([{ queued: 1, sending: true, halted: null }]);
  });
});
