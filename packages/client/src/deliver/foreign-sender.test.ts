import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { nodeFs, type SpoolFs } from './spool-fs.js';
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

describe('a process whose events another one sends', () => {
  test('takes over without sending again, or looking for, what the other sent to its end', async () => {
    const limits = { segmentBytesMax: 1000, flushIntervalMs: 1 };
    const [a, b] = [await bench.open({ limits }), await bench.open({ limits })];
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
    await bench.open({ limits });
    const b = await bench.open({ limits });
    const one = { event: { event_type: 'codex_test', event_params: { n: 0 } }, occurredAtMs: 1 };
    while (b.track(one) === 'spooled');
    await until(() => b.track(one) === 'spooled', bench.clock);
    expect(b.track(one)).toBe('spooled');
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
        if (path.endsWith('cursor.json') && failures++ === 0) throw failure('EMFILE');
        return nodeFs.readText(path);
      },
    };
    const next = await bench.open({ fs });
    bench.track(next, 5, 8);
    await bench.untilArrived(8);
    await until(() => next.counters().queued === 0, bench.clock);
    expect(next.counters().sent).toBe(8);
    expect(failures).toBeGreaterThan(1);
  });
});
