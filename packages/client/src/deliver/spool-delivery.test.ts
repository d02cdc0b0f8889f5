import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { EnvelopedEvent } from '../envelope/index.js';
import { dropRefused, readRefused } from './refused-file.js';
import { nodeFs, type SpoolFs } from './spool-fs.js';
import { inspectSpool, readSpoolStatus, type SpoolStatus } from './spool-status.js';
import { numbers, startBench, type DeliveryBench } from './testing/delivery-bench.js';
import { until } from './testing/manual-clock.js';
import { failure } from './testing/memory-fs.js';
import { acceptAll, first, status } from './testing/test-receiver.js';

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

async function statusNow(): Promise<SpoolStatus> {
  const [found] = await readSpoolStatus(bench.directory, bench.clock.now());
  if (found === undefined) throw new Error('there is no spool');
  return found;
}

describe('delivery from one end to the other', () => {
  test('sends what was tracked, in order, in few requests, each event in its envelope', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 1200);
    await bench.untilArrived(1200);
    expect(bench.arrived()).toEqual(numbers(1200));
    expect(bench.receiver.requests.length).toBe(3);
    const [line] = bench.receiver.requests[0]!.lines as readonly EnvelopedEvent[];
    expect(line).toEqual({
      envelope: {
        v: 1,
        delivery_id: expect.stringMatching(/^machine1-\d+-[a-z0-9]+\.1$/),
        occurred_at_ms: expect.any(Number),
        observed_at_ms: expect.any(Number),
        source: 'library',
        source_version: '1',
        machine_id: 'machine1',
        privacy: 'wire',
      },
      event: { event_type: 'codex_test', event_params: { n: 0 } },
    });
  });

  test('sends what was tracked, in order, when batches and the chunks that are read do not meet', async () => {
    const delivery = await bench.open({ limits: { batchBytesMax: 3000, segmentBytesMax: 20_000, flushIntervalMs: 1 } });
    bench.track(delivery, 0, 500);
    await bench.untilArrived(500);
    expect(bench.arrived()).toEqual(numbers(500));
    const sizes = bench.receiver.requests.map(({ body }) => body.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(3000);
    expect(sizes.filter((size) => size < 2500).length).toBeLessThan(10);
    expect(bench.receiver.requests.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(500);
  });

  test('an event larger than a batch goes alone', async () => {
    const delivery = await bench.open({ limits: { batchBytesMax: 3000 } });
    bench.track(delivery, 0, 3);
    const event = { event_type: 'codex_test', event_params: { n: 3, text: 'x'.repeat(10_000) } };
    delivery.track({ event, occurredAtMs: 1 });
    bench.track(delivery, 4, 6);
    await bench.untilArrived(6);
    expect(bench.receiver.requests.map(({ lines }) => lines.length)).toEqual([3, 1, 2]);
  });

  test('an id that the source gave is kept', async () => {
    const delivery = await bench.open();
    const event = { event_type: 'codex_test', event_params: { n: 1 } };
    delivery.track({ event, occurredAtMs: 5, deliveryId: 'r.session.77.0' });
    await bench.untilArrived(1);
    expect(bench.receiver.requests[0]?.lines).toMatchObject([{ envelope: { delivery_id: 'r.session.77.0' } }]);
  });

  test('flush tells whether everything arrived, and close leaves nothing behind but what was sent last', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 10);
    expect(await delivery.flush(1000)).toEqual({ status: 'flushed', waiting: 0, halted: null });
    expect(bench.arrived()).toEqual(numbers(10));
    await delivery.close(1000);
    expect(await bench.files()).toEqual(['1.seg.sent', 'cursor.json']);
    expect(() => bench.track(delivery, 0, 1)).toThrow(expect.objectContaining({ code: 'delivery_closed' }));
  });

  test('what a close had no time for is sent by the next process', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open();
    bench.track(delivery, 0, 10);
    const closing = delivery.close(100);
    await until(() => bench.receiver.requests.length > 0);
    bench.clock.advance(100);
    expect(await closing).toEqual({ status: 'waiting', waiting: 10, halted: null });
    bench.receiver.behave = acceptAll;
    bench.receiver.requests.length = 0;
    const next = await bench.open();
    await until(() => bench.receiver.requests.length === 1, bench.clock);
    expect(bench.receiver.requests[0]?.lines).toHaveLength(10);
    expect(next.counters().queued).toBe(0);
  });

  test('flush returns at its deadline when the server hangs', async () => {
    bench.receiver.behave = () => {};
    const delivery = await bench.open();
    bench.track(delivery, 0, 3);
    const flushed = delivery.flush(2000);
    await until(() => bench.receiver.requests.length === 1);
    bench.clock.advance(2000);
    expect(await flushed).toEqual({ status: 'waiting', waiting: 3, halted: null });
  });

  test('events that the server rejects are set aside with its reason; their neighbours arrive', async () => {
    bench.receiver.behave = (request, response) => {
      const results = request.lines.map((_, i) =>
        i === 1 ? { status: 'rejected', reason: 'bad_schema' } : { status: 'accepted' },
      );
      response.end(JSON.stringify({ results }));
    };
    const delivery = await bench.open();
    bench.track(delivery, 0, 3);
    await delivery.flush(5000);
    expect(delivery.counters()).toMatchObject({ sent: 2, refused: 1, queued: 0 });
    const refused = await readFile(join(await bench.spool(), 'refused.jsonl'), 'utf8');
    expect(JSON.parse(refused)).toMatchObject({ reason: 'bad_schema', event: { event_params: { n: 1 } } });
    expect(await readRefused(await bench.spool())).toMatchObject([{ reason: 'bad_schema' }]);
    await dropRefused(await bench.spool());
    expect(await readRefused(await bench.spool())).toEqual([]);
  });

  test('a body that is refused is halved until the one event is found', async () => {
    bench.receiver.behave = (request, response) =>
      (request.body.includes('"n":37') ? status(400) : acceptAll)(request, response);
    const delivery = await bench.open();
    bench.track(delivery, 0, 100);
    await delivery.flush(5000);
    expect(delivery.counters()).toMatchObject({ sent: 99, refused: 1, queued: 0 });
    expect(bench.receiver.requests.length).toBeLessThan(16);
  });

  test('a body that is too large is split', async () => {
    bench.receiver.behave = (request, response) =>
      (request.lines.length > 10 ? status(413) : acceptAll)(request, response);
    const delivery = await bench.open();
    bench.track(delivery, 0, 100);
    await delivery.flush(5000);
    expect(delivery.counters()).toMatchObject({ sent: 100, refused: 0, queued: 0 });
  });

  test('faults of the server cost nothing but time', async () => {
    bench.receiver.behave = first(
      status(500),
      (_, response) => response.destroy(),
      status(503, { 'retry-after': '2' }),
      () => {},
      status(429),
      (_, response) => response.end('<html>garbage'),
      (_, response) => {
        response.writeHead(200);
        response.write('{');
      },
      status(408),
    );
    const delivery = await bench.open({ limits: { requestTimeoutMs: 2000 } });
    bench.track(delivery, 0, 50);
    await until(() => delivery.counters().queued === 0, bench.clock);
    expect(bench.arrived()).toEqual(numbers(50));
    expect(delivery.counters()).toMatchObject({ sent: 50, retried: 8, refused: 0, dropped: 0 });
    expect(bench.said).toEqual(['events cannot be delivered; they wait', 'events are delivered again']);
  });

  test('without permission nothing more is sent, once said, until the token changes', async () => {
    let token = 'old';
    bench.receiver.behave = (request, response) =>
      (request.headers.authorization === 'Bearer new' ? acceptAll : status(401))(request, response);
    const delivery = await bench.open({ token: async () => token });
    bench.track(delivery, 0, 5);
    const flushed = await delivery.flush(60_000);
    expect(flushed).toEqual({ status: 'waiting', waiting: 5, halted: 'http_401' });
    for (let i = 0; i < 5; i++) {
      bench.clock.advance(10_000);
      await new Promise(setImmediate);
    }
    expect(bench.receiver.requests).toHaveLength(1);
    expect(bench.said).toHaveLength(1);
    expect(await statusNow()).toMatchObject({ halted: 'http_401', queued: 5, sending: true });
    token = 'new';
    await until(() => delivery.counters().queued === 0, bench.clock);
    expect(delivery.counters().sent).toBe(5);
  });
});

describe('several processes on one spool', () => {
  test('one sends for both, and flush of the other knows when', async () => {
    const [a, b] = [await bench.open(), await bench.open()];
    bench.track(a, 0, 20);
    bench.track(b, 20, 40);
    const flushed = b.flush(60_000);
    await bench.untilArrived(40);
    let done = false;
    void flushed.then(() => (done = true));
    await until(() => done, bench.clock);
    expect((await flushed).status).toBe('flushed');
    expect(bench.receiver.requests.reduce((sum, { lines }) => sum + lines.length, 0)).toBe(40);
  });

  test('when the sender goes the other takes over', async () => {
    const [a, b] = [await bench.open(), await bench.open()];
    bench.track(a, 0, 5);
    await bench.untilArrived(5);
    await a.close(1000);
    bench.track(b, 5, 10);
    await bench.untilArrived(10);
    expect(bench.arrived()).toEqual(numbers(10));
  });

  test('spools of two receivers do not mix', async () => {
    const other = await startBench();
    const [a, b] = [await bench.open(), await other.open({ directory: bench.directory })];
    bench.track(a, 0, 3);
    other.track(b, 3, 6);
    await Promise.all([bench.untilArrived(3), other.untilArrived(3)]);
    expect([bench.arrived(), other.arrived()]).toEqual([
      [0, 1, 2],
      [3, 4, 5],
    ]);
    await other.close();
  });

  test('a receiver with a name keeps its spool when its address changes', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ destination: 'local' });
    bench.track(delivery, 0, 3);
    const closing = delivery.close(50);
    await until(() => bench.receiver.requests.length > 0);
    bench.clock.advance(50);
    await closing;
    const moved = await startBench();
    await moved.open({ directory: bench.directory, destination: 'local' });
    await moved.untilArrived(3);
    expect(moved.arrived()).toEqual([0, 1, 2]);
    await moved.close();
  });
});

describe('a spool that was left in disorder', () => {
  test('an unreadable file is set aside, reported, and a gap is sent; the others are sent', async () => {
    const delivery = await bench.open({ disabled: false });
    await delivery.close(0);
    const spool = await bench.spool();
    await writeFile(join(spool, 'machine1-1-aaaaaaaaa0000-1.seg'), 'no segment at all');
    const next = await bench.open();
    bench.track(next, 0, 3);
    await bench.untilArrived(3);
    await until(() => bench.receiver.requests.some(({ body }) => body.includes('tacho_delivery_gap')), bench.clock);
    expect(await readdir(spool)).toContain('machine1-1-aaaaaaaaa0000-1.seg.bad');
    expect(bench.said).toContain('a part of the spool cannot be read; its file is set aside as .bad');
    await until(async () => (await statusNow()).queued === 0, bench.clock);
    expect((await statusNow()).setAside).toBe(1);
  });

  test('a damaged record costs itself alone, and its file is kept', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open();
    bench.track(delivery, 0, 10);
    const closing = delivery.close(10);
    await until(() => bench.receiver.requests.length > 0);
    bench.clock.advance(10);
    await closing;
    bench.receiver.behave = acceptAll;
    bench.receiver.requests.length = 0;
    const spool = await bench.spool();
    const file = (await readdir(spool)).find((name) => name.endsWith('.seg'))!;
    const bytes = await readFile(join(spool, file));
    bytes[bytes.indexOf('"n":4')] = 0x58;
    await writeFile(join(spool, file), bytes);
    await bench.open();
    await until(async () => (await readdir(spool)).some((name) => name.endsWith('.seg.bad')), bench.clock);
    const sent = bench.receiver.requests.flatMap(({ lines }) => lines as readonly EnvelopedEvent[]);
    expect(sent.flatMap(({ event }) => event.event_params['n'] ?? [])).toEqual([0, 1, 2, 3, 5, 6, 7, 8, 9]);
  });

  test('a lost cursor sends again, under the same ids', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 5);
    await delivery.flush(1000);
    await rm(join(await bench.spool(), 'cursor.json'));
    bench.track(delivery, 5, 8);
    await delivery.flush(1000);
    await delivery.close(100);
    expect(bench.arrived()).toEqual(numbers(8));
  });

  test('a clock that is set back an hour changes nothing', async () => {
    const delivery = await bench.open();
    bench.track(delivery, 0, 5);
    await bench.untilArrived(5);
    bench.clock.setNow(bench.clock.now() - 3_600_000);
    bench.track(delivery, 5, 10);
    await bench.untilArrived(10);
    const ids = bench.receiver.requests.flatMap(({ lines }) => lines as readonly EnvelopedEvent[]);
    expect(new Set(ids.map(({ envelope }) => envelope.delivery_id)).size).toBe(10);
    expect(delivery.counters().oldestAgeMs).toBe(0);
  });

  test('a folder that cannot be written is refused with a reason', async () => {
    await mkdir(join(bench.directory, 'x'));
    const readOnly = {
      ...nodeFs,
      writeSynced: () => Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' })),
    };
    await expect(bench.open({ fs: readOnly })).rejects.toMatchObject({ code: 'spool_not_writable' });
  });

  test('a network file system is refused with its name', async () => {
    const nfs = { ...nodeFs, kind: async () => 0x6969 };
    await expect(bench.open({ fs: nfs })).rejects.toMatchObject({
      code: 'spool_on_network',
      message: expect.stringMatching('nfs'),
    });
  });
});

describe('bounds of a spool', () => {
  const small = {
    segmentBytesMax: 2000,
    spoolBytesMax: 8000,
    flushIntervalMs: 20,
    pollIntervalMs: 20,
    adoptIntervalMs: 20,
  };

  test('the oldest events make place, and one gap stands where they were', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ limits: { ...small, spoolHardFactor: 100 } });
    for (let n = 0; n < 400; n += 10) {
      bench.track(delivery, n, n + 10);
      await new Promise(setImmediate);
      bench.clock.advance(40);
    }
    await until(() => bench.said.some((message) => message.includes('at its bound')), bench.clock);
    bench.receiver.requests.length = 0;
    bench.receiver.behave = acceptAll;
    await until(async () => (await statusNow()).queued === 0, bench.clock);
    const lines = bench.receiver.requests.flatMap((request) => request.lines as readonly EnvelopedEvent[]);
    const dropped = lines
      .filter(({ event }) => event.event_type === 'tacho_delivery_gap')
      .reduce((sum, { event }) => sum + Number(event.event_params['dropped_events']), 0);
    const kept = new Set(lines.flatMap(({ event }) => event.event_params['n'] ?? []));
    expect(dropped).toBeGreaterThan(200);
    expect(kept.size + dropped).toBe(400);
    expect(kept.has(399)).toBe(true);
    expect(delivery.counters().dropped).toBe(dropped);
  });

  test('gaps that became one are counted once, also when the death of the sender left both', async () => {
    let left = 0;
    const dying: SpoolFs = {
      ...nodeFs,
      async remove(path) {
        if (path.endsWith('.seg') && left++ === 0) throw Object.assign(new Error('EIO'), { code: 'EIO' });
        await nodeFs.remove(path);
      },
    };
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ fs: dying, limits: { ...small, spoolHardFactor: 100 } });
    for (let n = 0; n < 400; n += 10) {
      bench.track(delivery, n, n + 10);
      await new Promise(setImmediate);
      bench.clock.advance(40);
    }
    await until(() => left > 0, bench.clock);
    bench.receiver.behave = acceptAll;
    await until(async () => (await statusNow()).queued === 0, bench.clock);
    expect(delivery.counters().dropped + bench.arrived().length).toBe(400);
  });

  test('a gap that another one holds is not sent beside it when its file cannot be removed', async () => {
    let failures = 0;
    const fs: SpoolFs = {
      ...nodeFs,
      async remove(path) {
        if (path.endsWith('.seg')) {
          failures++;
          throw failure('EIO');
        }
        await nodeFs.remove(path);
      },
    };
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ fs, limits: { ...small, pollIntervalMs: 1000, spoolHardFactor: 100 } });
    bench.track(delivery, 0, 400);
    await until(() => failures > 0, bench.clock);
    bench.receiver.behave = acceptAll;
    const flushed = delivery.flush(60_000);
    await until(async () => (await statusNow()).queued === 0, bench.clock);
    await flushed;
    expect(delivery.counters().dropped + bench.arrived().length).toBe(400);
  });

  test('what a process left that died while it wrote it is removed', async () => {
    await (await bench.open()).close(0);
    const drafts = ['machine1-1-x-1.seg.tmp', 'probe-1.tmp', 'cursor.json.tmp'];
    for (const name of drafts) await writeFile(join(await bench.spool(), name), 'half');
    const delivery = await bench.open();
    bench.track(delivery, 0, 1);
    await bench.untilArrived(1);
    await delivery.close(1000);
    expect((await bench.files()).filter((name) => name.includes('.tmp'))).toEqual([]);
  });

  test('when that is too slow new events are refused, and one gap says so', async () => {
    bench.receiver.behave = status(500);
    const delivery = await bench.open({ limits: small });
    bench.track(delivery, 0, 400);
    expect(delivery.counters().dropped).toBeGreaterThan(300);
    bench.receiver.requests.length = 0;
    bench.receiver.behave = acceptAll;
    await until(async () => (await statusNow()).totals.dropped > 0 && (await statusNow()).queued === 0, bench.clock);
    expect((await statusNow()).totals.dropped + bench.arrived().length).toBe(400);
    expect(delivery.counters().dropped).toBe((await statusNow()).totals.dropped);
  });

  test('events that are too old are dropped', async () => {
    bench.receiver.behave = status(500);
    const limits = { ...small, spoolBytesMax: 1e9, spoolAgeMaxMs: 5000, segmentAgeMaxMs: 1000 };
    const delivery = await bench.open({ limits });
    bench.track(delivery, 0, 20);
    bench.clock.advance(3000);
    bench.track(delivery, 20, 21);
    bench.clock.advance(10_000);
    await until(async () => (await statusNow()).totals.dropped === 20, bench.clock);
    expect(bench.said).toContain('the spool is at its bound: the oldest events were dropped');
  });
});

describe('what others can see', () => {
  test('inspect shows what waits and what was sent last', async () => {
    bench.receiver.behave = first(acceptAll, status(500), status(500), status(500), status(500));
    const delivery = await bench.open();
    bench.track(delivery, 0, 3);
    await delivery.flush(1000);
    bench.receiver.behave = status(500);
    bench.track(delivery, 3, 5);
    await until(async () => {
      const found: string[] = [];
      for await (const { status: what, line } of inspectSpool(await bench.spool())) {
        const { event } = JSON.parse(line) as EnvelopedEvent;
        found.push(`${what} ${String(event.event_params['n'])}`);
      }
      return found.join() === 'sent 0,sent 1,sent 2,waiting 3,waiting 4';
    }, bench.clock);
    bench.clock.advance(1000);
    const spool = await statusNow();
    expect(spool).toMatchObject({ queued: 2, sending: true, totals: { sent: 3 } });
    expect(spool.oldestAgeMs).toBeGreaterThanOrEqual(1000);
    expect(delivery.counters().oldestAgeMs).toBeGreaterThanOrEqual(1000);
  });

  test('inspect shows what several processes sent in the order of these, whatever that of the folder', async () => {
    const backwards: SpoolFs = { ...nodeFs, list: async (path) => [...(await nodeFs.list(path))].sort().reverse() };
    for (let n = 0; n < 12; n++) {
      const delivery = await bench.open();
      bench.track(delivery, n, n + 1);
      await delivery.close(1000);
      bench.clock.setNow(bench.clock.now() + 1);
    }
    const found: unknown[] = [];
    for await (const { line } of inspectSpool(await bench.spool(), backwards)) {
      found.push((JSON.parse(line) as EnvelopedEvent).event.event_params['n']);
    }
    expect(found).toEqual(numbers(12));
  });

  test('of many small files that were sent only the newest are kept, and the others cost no look', async () => {
    await (await bench.open()).close(0);
    const spool = await bench.spool();
    const old = numbers(300).map((n) => `machine1-1-000000000aaaa-${n + 1}.seg.sent`);
    for (const name of old) await writeFile(join(spool, name), 'x');
    let looks = 0;
    const fs: SpoolFs = {
      ...nodeFs,
      stat: async (path) => {
        if (path.endsWith('.sent')) looks++;
        return nodeFs.stat(path);
      },
    };
    const delivery = await bench.open({ fs });
    bench.track(delivery, 0, 1);
    await delivery.close(1000);
    const kept = (await readdir(spool)).filter((name) => name.endsWith('.sent'));
    expect(kept).toHaveLength(64);
    expect(kept.filter((name) => !name.includes('-000000000aaaa-'))).toHaveLength(1);
    expect(kept).toContain(old.at(-1));
    expect(looks).toBeLessThanOrEqual(64);
  });

  test('a folder without spools has none', async () => {
    expect(await readSpoolStatus(join(bench.directory, 'nowhere'))).toEqual([]);
  });
});
