import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { EnvelopedEvent } from '../envelope/index.js';
import type { DeliverLimits } from '../limits.js';
import { nodeFs, type SpoolFs } from './spool-fs.js';
import { readSpoolStatus } from './spool-status.js';
import { numbers, startBench, type DeliveryBench } from './testing/delivery-bench.js';
import { until } from './testing/manual-clock.js';
import { failure } from './testing/memory-fs.js';
import { acceptAll, status } from './testing/test-receiver.js';

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

const events = (): number => bench.receiver.requests.reduce((sum, { lines }) => sum + lines.length, 0);

/** The first is the sender. */
async function openBoth(limits: Partial<DeliverLimits>, limitsOfOther = limits) {
  const a = await bench.open({ limits });
  await until(async () => (await readSpoolStatus(bench.directory))[0]?.sending === true);
  return [a, await bench.open({ limits: limitsOfOther })] as const;
}

describe('a process whose events another one sends', () => {
  test('takes over without sending again, or looking for, what the other sent to its end', async () => {
    const limits = { segmentBytesMax: 1000, flushIntervalMs: 1 };
    const [a, b] = await openBoth(limits);
    bench.track(b, 0, 20);
    await until(() => a.counters().sent === 20, bench.clock);
    await a.close(1000);
    bench.track(b, 20, 40);
    await bench.untilArrived(40);
    expect(bench.arrived()).toEqual(numbers(40));
    expect(events()).toBe(40);
    expect(bench.said).toEqual([]);
  });

  test('has room again for as many as the other has sent, without being asked how it is', async () => {
    const limits = { segmentBytesMax: 1000, spoolBytesMax: 4000, flushIntervalMs: 1 };
    const [, b] = await openBoth(limits);
    const one = { event: { event_type: 'codex_test', event_params: { n: 0 } }, occurredAtMs: 1 };
    while (b.track(one) === 'spooled');
    await until(() => b.track(one) === 'spooled', bench.clock);
    expect(b.track(one)).toBe('spooled');
  });

  test('takes over a gap that the other put in the place of a file, as the gap that it is', async () => {
    const limits = { segmentBytesMax: 1000, flushIntervalMs: 1 };
    bench.receiver.behave = status(500);
    const [a, b] = await openBoth({ ...limits, spoolBytesMax: 3000 }, limits);
    bench.track(b, 0, 20);
    await until(() => bench.said.includes('the spool is at its bound: the oldest events were dropped'), bench.clock);
    await a.close(0);
    bench.receiver.behave = acceptAll;
    bench.receiver.requests.length = 0;
    await bench.untilArrived(1);
    await until(() => b.counters().queued === 0, bench.clock);
    const gaps = bench.receiver.requests.flatMap(({ lines }) =>
      (lines as readonly EnvelopedEvent[]).filter(({ event }) => event.event_type === 'tacho_delivery_gap'),
    );
    expect(gaps.map(({ event }) => event.event_params['reason'])).not.toContain('unreadable');
    const dropped = gaps.reduce((sum, { event }) => sum + Number(event.event_params['dropped_events']), 0);
    expect(dropped).toBeGreaterThan(0);
    expect(bench.arrived()).toEqual(numbers(20).slice(dropped));
    expect((await bench.files()).filter((file) => file.endsWith('.bad'))).toEqual([]);
  });
});

describe('the sender of a spool', () => {
  test('goes on when a file of its own has vanished', async () => {
    const limits = { segmentBytesMax: 1000, flushIntervalMs: 1 };
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ limits });
    bench.track(delivery, 0, 10);
    await until(() => bench.receiver.requests.length > 0);
    const spool = await bench.spool();
    for (const file of await readdir(spool)) if (file.endsWith('-1.seg')) await rm(join(spool, file));
    bench.receiver.behave = acceptAll;
    await until(() => bench.arrived().includes(9), bench.clock);
    expect(bench.said).toContain('a file of the spool has vanished');
  });

  test('goes on when the file that it writes to has vanished', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open();
    bench.track(delivery, 0, 1);
    const spool = await bench.spool();
    for (const file of await readdir(spool)) if (file.endsWith('.seg')) await rm(join(spool, file));
    bench.receiver.behave = acceptAll;
    await until(() => bench.said.includes('a file of the spool has vanished'), bench.clock);
    bench.track(delivery, 1, 2);
    await until(() => bench.arrived().includes(1), bench.clock);
    expect(await readdir(spool)).toContainEqual(expect.stringMatching(/-2\.seg$/));
  });

  test('goes on when the folder was removed with all that waited, as the only sender', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open();
    bench.track(delivery, 0, 1);
    await until(() => bench.receiver.requests.length > 0, bench.clock);
    const spool = await bench.spool();
    await rm(spool, { recursive: true });
    await until(() => bench.said.includes('a file of the spool has vanished'), bench.clock);
    bench.track(delivery, 1, 2);
    expect(await readdir(spool)).toContainEqual(expect.stringMatching(/-2\.seg$/));
    await until(async () => (await readSpoolStatus(bench.directory))[0]?.sending === true, bench.clock);
    bench.receiver.behave = acceptAll;
    await until(() => bench.arrived().includes(1), bench.clock);
  });

  test('closes without its folder, too', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 1);
    await bench.untilArrived(1);
    await rm(await bench.spool(), { recursive: true });
    expect(await delivery.close(0)).toMatchObject({ halted: null });
  });

  test('goes on when a file was put away, and the folder could not be looked at then', async () => {
    let put = false;
    let failures = 0;
    const fs: SpoolFs = {
      ...nodeFs,
      async rename(from, to) {
        await nodeFs.rename(from, to);
        put ||= to.endsWith('.sent');
      },
      async list(path) {
        if (put && failures++ === 0) throw failure('EMFILE');
        return nodeFs.list(path);
      },
    };
    const delivery = await bench.open({ fs, limits: { segmentBytesMax: 1000, flushIntervalMs: 1 } });
    bench.track(delivery, 0, 10);
    await bench.untilArrived(10);
    bench.track(delivery, 10, 20);
    await bench.untilArrived(20);
    expect(bench.arrived()).toEqual(numbers(20));
    expect(failures).toBeGreaterThan(0);
  });

  test('waits for a cursor that cannot be read at the moment, where it would send all again without', async () => {
    const first = await bench.open();
    bench.track(first, 0, 5);
    await bench.untilArrived(5);
    await first.close(1000);
    let failures = 0;
    const fs: SpoolFs = {
      ...nodeFs,
      async readText(path) {
        // Read as a spool is opened, and by whoever begins to send.
        if (path.endsWith('cursor.json') && failures++ < 2) throw failure('EMFILE');
        return nodeFs.readText(path);
      },
    };
    const next = await bench.open({ fs });
    bench.track(next, 5, 8);
    await bench.untilArrived(8);
    await until(() => next.counters().queued === 0, bench.clock);
    expect(next.counters().sent).toBe(8);
    expect(failures).toBeGreaterThan(2);
  });
});
