import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { deliverLimits, type DeliverLimits } from '../limits.js';
import { silentLogger } from '../logger.js';
import { repairSegment } from './adopt.js';
import { gapLines } from './gap.js';
import { SegmentReader } from './segment-reader.js';
import { scanSegment } from './segment-scan.js';
import { SpoolWriter, type SpoolLine } from './spool-writer.js';
import { createManualClock } from './testing/manual-clock.js';
import { createMemoryFs, failure, type MemoryFs } from './testing/memory-fs.js';

const directory = '/spool';
const origin = { source: 'library', sourceVersion: '1', machineId: 'm', privacy: 'wire' } as const;

function open(fs: MemoryFs, limits: Partial<DeliverLimits> = {}) {
  const clock = createManualClock();
  let sequence = 0;
  const writer = new SpoolWriter({
    directory,
    instance: 'm-1-a',
    fs,
    clock,
    limits: { ...deliverLimits, ...limits },
    logger: silentLogger,
    gapLine: gapLines(origin, () => `gap.${++sequence}`, clock.now),
  });
  return { writer, clock };
}

function line(name: string): SpoolLine {
  return { json: `{"n":${JSON.stringify(name)}}`, occurredAtMs: 7 };
}

/** Repairs and reads all segments, as the next process would: names of events, and gaps as numbers. */
async function readBack(fs: MemoryFs): Promise<readonly (string | number)[]> {
  const found: (string | number)[] = [];
  for (const file of [...(await fs.list(directory))].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))) {
    const path = `${directory}/${file}`;
    const reading = { fs, path, chunkBytes: 64, frameBytesMax: deliverLimits.eventBytesMax };
    const start = await new SegmentReader(reading).start();
    if (start.kind !== 'segment') continue;
    const { size } = await fs.stat(path);
    const repaired = await repairSegment(path, start.end, size, fs, deliverLimits);
    const scan = await scanSegment(reading, start.end, repaired.bytes, (record) => {
      const parsed = JSON.parse(record.line.toString('utf8'));
      found.push(record.gap ? parsed.event.event_params.dropped_events : parsed.n);
    });
    expect(scan).toMatchObject({ sealed: true, damaged: 0, records: repaired.records });
  }
  return found;
}

async function events(fs: MemoryFs): Promise<readonly (string | number)[]> {
  return (await readBack(fs)).filter((found) => typeof found === 'string');
}

describe('writing to the spool', () => {
  test('an event is in the file when append returns, the events of one fact by one write', () => {
    const fs = createMemoryFs();
    const { writer } = open(fs);
    expect(writer.append([line('a'), line('b')])).toBe('spooled');
    expect(fs.content('/spool/m-1-a-1.seg')?.includes('{"n":"b"}\n')).toBe(true);
    expect(fs.calls.map(({ op }) => op)).toEqual(['open', 'write', 'write']);
  });

  test('durable resolves after the file, then its folder, were synced; one sync serves all who ask', async () => {
    const fs = createMemoryFs();
    const { writer } = open(fs);
    writer.append([line('a')]);
    const order: string[] = [];
    const asked = [1, 2, 3].map(async (n) => {
      await writer.durable();
      order.push(`durable ${n} after ${fs.calls.at(-1)?.op}`);
    });
    await Promise.all(asked);
    expect(fs.calls.map(({ op }) => op).slice(3)).toEqual(['sync', 'sync-directory']);
    expect(order).toEqual([1, 2, 3].map((n) => `durable ${n} after sync-directory`));
    writer.append([line('b')]);
    await writer.durable();
    expect(fs.calls.map(({ op }) => op).slice(5)).toEqual(['write', 'sync']);
  });

  test('what nobody asked about is synced within the window', async () => {
    const fs = createMemoryFs();
    const { writer, clock } = open(fs);
    writer.append([line('a')]);
    clock.advance(deliverLimits.syncIntervalMs - 1);
    expect(fs.calls.some(({ op }) => op === 'sync')).toBe(false);
    clock.advance(1);
    await writer.durable();
    expect(fs.calls.filter(({ op }) => op === 'sync')).toHaveLength(1);
  });

  test('a sync that fails is told to those who wait, or to the next who asks', async () => {
    const fs = createMemoryFs();
    const { writer, clock } = open(fs);
    fs.fail = ({ op }) => {
      if (op === 'sync') throw failure('EIO');
      return undefined;
    };
    writer.append([line('a')]);
    await expect(writer.durable()).rejects.toMatchObject({ code: 'not_synced' });
    writer.append([line('b')]);
    clock.advance(deliverLimits.syncIntervalMs);
    await Promise.resolve();
    await Promise.resolve();
    await new Promise(setImmediate);
    await expect(writer.durable()).rejects.toMatchObject({ code: 'not_synced' });
    fs.fail = () => undefined;
    writer.append([line('c')]);
    await expect(writer.durable()).resolves.toBeUndefined();
  });

  test('a full disk drops events, says so, and leaves their number in their place', async () => {
    const fs = createMemoryFs();
    const { writer } = open(fs);
    writer.append([line('a')]);
    fs.fail = ({ op }) => {
      if (op === 'write') throw failure('ENOSPC');
      return undefined;
    };
    expect(writer.append([line('b')])).toBe('dropped');
    expect(writer.append([line('c'), line('d')])).toBe('dropped');
    await expect(writer.durable()).rejects.toMatchObject({ code: 'not_synced' });
    expect(writer.dropped).toBe(3);
    fs.fail = () => undefined;
    expect(writer.append([line('e')])).toBe('spooled');
    await writer.durable();
    expect(await readBack(fs)).toEqual(['a', 3, 'e']);
  });

  test('a disk that was full from the start leaves one file, not one per event', async () => {
    const fs = createMemoryFs();
    const { writer } = open(fs);
    fs.fail = ({ op }) => {
      if (op === 'write') throw failure('ENOSPC');
      return undefined;
    };
    for (let i = 0; i < 50; i++) writer.append([line(`lost ${i}`)]);
    expect(await fs.list(directory)).toHaveLength(1);
    fs.fail = () => undefined;
    writer.append([line('kept')]);
    expect(await readBack(fs)).toEqual([50, 'kept']);
  });

  test('an event that is too large is dropped alone', async () => {
    const fs = createMemoryFs();
    const { writer } = open(fs, { eventBytesMax: 100 });
    expect(writer.append([line('x'.repeat(200))])).toBe('dropped');
    expect(writer.append([line('y')])).toBe('spooled');
    expect(writer.dropped).toBe(1);
  });

  test('a stuck sender does not let the disk fill up', () => {
    const fs = createMemoryFs();
    const { writer } = open(fs, { spoolBytesMax: 1000, segmentBytesMax: 300 });
    const results = Array.from({ length: 100 }, (_, i) => writer.append([line(`event ${i}`)]));
    expect(results.lastIndexOf('spooled')).toBeLessThan(results.indexOf('dropped'));
    expect(writer.segments().reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThan(1400);
  });

  test('nothing that was written is lost by a kill, nothing that was durable by a power cut, nothing comes twice', async () => {
    const action = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 4 }) }),
      },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('durable' as const) }) },
      {
        weight: 1,
        arbitrary: fc.record({ kind: fc.constant('short-write' as const), bytes: fc.integer({ min: 1, max: 60 }) }),
      },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('full' as const), bytes: fc.nat(60) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(action, { maxLength: 40 }),
        fc.integer({ min: 80, max: 600 }),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        async (actions, segmentBytesMax, keep) => {
          const fs = createMemoryFs();
          const { writer } = open(fs, { segmentBytesMax });
          const written: string[] = [];
          let durable = 0;
          let next = 0;
          for (const one of actions) {
            fs.fail = () => undefined;
            if (one.kind === 'durable') {
              const count = written.length;
              await writer.durable().then(
                () => (durable = count),
                () => null,
              );
              continue;
            }
            if (one.kind === 'short-write') fs.fail = ({ op }) => (op === 'write' ? one.bytes : undefined);
            if (one.kind === 'full') {
              let left = one.bytes;
              fs.fail = (call) => {
                if (call.op !== 'write') return undefined;
                if (left === 0) throw failure('ENOSPC');
                const taken = Math.min(left, call.bytes);
                left -= taken;
                return taken;
              };
            }
            const names = Array.from({ length: one.kind === 'append' ? one.count : 1 }, () => `e${next++}`);
            if (writer.append(names.map(line)) === 'spooled') written.push(...names);
          }
          fs.fail = () => undefined;
          const afterCut = await events(fs.afterPowerCut(() => keep.next().value ?? 0));
          expect(await events(fs)).toEqual(written);
          // What was not synced may be cut anywhere, but per segment nothing is missing before something that is there.
          expect(afterCut.slice(0, durable)).toEqual(written.slice(0, durable));
          expect(new Set(afterCut).size).toBe(afterCut.length);
          expect(written).toEqual(expect.arrayContaining([...afterCut]));
        },
      ),
      { numRuns: 300 },
    );
  });
});
