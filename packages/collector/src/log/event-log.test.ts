import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { scratchFolder } from '../testing/scratch.js';
import { openEventLog } from './event-log.js';
import { segmentHeaderBytes, segmentName, type FrameMeta } from './format.js';
import { nodeLogFs, type LogFile, type LogFs } from './log-fs.js';
import { createLogReader } from './log-reader.js';
import { listSegments, readSegmentBytes, scanSegment } from './read-segment.js';

const meta: FrameMeta = { account: 'local', door: 'events', received_at_ms: 1 };

async function readAll(directory: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const { segment } of await listSegments(directory)) {
    const bytes = await readSegmentBytes(directory, segment);
    for (const frame of scanSegment(bytes!, segment, 0).frames) lines.push(frame.lines.toString('utf8'));
  }
  return lines;
}

/** A file system that notes what is done, and fails when it is told to. */
function watchedFs(fail: { code: string | null }): { readonly fs: LogFs; readonly calls: string[] } {
  const calls: string[] = [];
  const maybeFail = (): void => {
    if (fail.code !== null) throw Object.assign(new Error(fail.code), { code: fail.code });
  };
  const watch = (file: LogFile): LogFile => ({
    writev(buffers, position) {
      calls.push('write');
      maybeFail();
      return file.writev(buffers, position);
    },
    async datasync() {
      calls.push('sync');
      maybeFail();
      return file.datasync();
    },
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  });
  return { calls, fs: { ...nodeLogFs, create: async (path) => watch(await nodeLogFs.create(path)) } };
}

describe('the event log', () => {
  test('gives back what was appended, over several segments', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory, segmentBytesMax: 200 });
    const appended = Array.from({ length: 20 }, (_, at) => `{"n":${at}}\n`);
    for (const line of appended) await log.append(meta, [Buffer.from(line)]);
    await log.close();
    expect((await listSegments(directory)).length).toBeGreaterThan(3);
    expect(await readAll(directory)).toEqual(appended);
  });

  test('goes on in one segment when a body comes while the next one is begun', async () => {
    const directory = scratchFolder();
    let meanwhile: Promise<unknown> | null = null;
    const create: LogFs['create'] = async (path) => {
      const file = await nodeLogFs.create(path);
      if (meanwhile === null && path.endsWith('2.log')) {
        meanwhile = log.append(meta, [Buffer.from('{"n":2}\n')]);
        for (let turn = 0; turn < 20; turn++) await nextTurn();
      }
      return file;
    };
    const log = await openEventLog({ directory, fs: { ...nodeLogFs, create } });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    await log.rotate();
    await meanwhile;
    await log.append(meta, [Buffer.from('{"n":3}\n')]);
    expect(log.durable().segment).toBe(2);
    await log.close();
    expect(await readAll(directory)).toEqual(['{"n":1}\n', '{"n":2}\n', '{"n":3}\n']);
    expect(await listSegments(directory)).toHaveLength(2);
  });

  test('acknowledges only after a sync, and shares it among those who wait', async () => {
    const { fs, calls } = watchedFs({ code: null });
    const log = await openEventLog({ directory: scratchFolder(), fs });
    calls.length = 0;
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        await log.append(meta, [Buffer.from('{}\n')]);
        calls.push('acknowledged');
      }),
    );
    expect(calls.indexOf('sync')).toBeLessThan(calls.indexOf('acknowledged'));
    expect(calls.filter((call) => call === 'sync').length).toBeLessThanOrEqual(2);
    await log.close();
  });

  test('refuses what a full disk does not take, keeps what was there, and goes on when there is room again', async () => {
    const directory = scratchFolder();
    const fail: { code: string | null } = { code: null };
    const log = await openEventLog({ directory, fs: watchedFs(fail).fs });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    fail.code = 'ENOSPC';
    await expect(log.append(meta, [Buffer.from('{"n":2}\n')])).rejects.toMatchObject({
      code: 'disk_full',
      status: 503,
    });
    await expect(log.append(meta, [Buffer.from('{"n":3}\n')])).rejects.toMatchObject({ code: 'disk_full' });
    fail.code = null;
    await log.append(meta, [Buffer.from('{"n":4}\n')]);
    await log.close();
    expect(await readAll(directory)).toEqual(['{"n":1}\n', '{"n":4}\n']);
  });

  test('knows that a disk is full and when it has room again, and leaves no files of its attempts', async () => {
    const directory = scratchFolder();
    const fail: { code: string | null } = { code: null };
    const log = await openEventLog({ directory, fs: watchedFs(fail).fs });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    const files = readdirSync(directory);
    fail.code = 'ENOSPC';
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(log.append(meta, [Buffer.from('{"n":2}\n')])).rejects.toMatchObject({ status: 503 });
      await log.recover();
    }
    expect(log.trouble()).toBe('disk_full');
    expect(readdirSync(directory)).toEqual(files);
    fail.code = null;
    await Promise.all([log.recover(), log.recover(), log.append(meta, [Buffer.from('{"n":3}\n')])]);
    expect(log.trouble()).toBeNull();
    await log.close();
    expect(await readAll(directory)).toEqual(['{"n":1}\n', '{"n":3}\n']);
  });

  test('leaves one empty file of its attempts at most where a header still has room, and none in the end', async () => {
    const directory = scratchFolder();
    const fail: { code: string | null } = { code: null };
    const { fs } = watchedFs({ code: null });
    const headerOnly: LogFs = {
      ...fs,
      create: async (path) => {
        const file = await fs.create(path);
        return {
          ...file,
          writev(buffers, position) {
            if (fail.code !== null && position >= segmentHeaderBytes)
              throw Object.assign(new Error(), { code: 'ENOSPC' });
            return file.writev(buffers, position);
          },
        };
      },
    };
    const log = await openEventLog({ directory, fs: headerOnly });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    fail.code = 'ENOSPC';
    for (let attempt = 0; attempt < 4; attempt++) {
      await expect(log.append(meta, [Buffer.from('{"n":2}\n')])).rejects.toMatchObject({ status: 503 });
      await log.recover();
      expect(readdirSync(directory).length).toBeLessThanOrEqual(2);
    }
    fail.code = null;
    await log.append(meta, [Buffer.from('{"n":3}\n')]);
    await log.close();
    expect(await readAll(directory)).toEqual(['{"n":1}\n', '{"n":3}\n']);
    await expect.poll(() => readdirSync(directory).length).toBe(2);
  });

  test('cannot be opened on a full disk, and says that it is full', async () => {
    const { fs } = watchedFs({ code: 'ENOSPC' });
    await expect(openEventLog({ directory: scratchFolder(), fs })).rejects.toMatchObject({ code: 'disk_full' });
  });

  test('cuts a torn tail off, wherever the write was interrupted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 4 }), async (cutSeed, whole) => {
        const directory = scratchFolder();
        const log = await openEventLog({ directory });
        for (let at = 0; at < whole; at++) await log.append(meta, [Buffer.from(`{"n":${at}}\n`)]);
        const end = log.durable().offset;
        await log.append(meta, [Buffer.from('{"n":"torn"}\n')]);
        const path = join(directory, readdirSync(directory)[0]!);
        const bytes = readFileSync(path);
        writeFileSync(path, bytes.subarray(0, end + (cutSeed % (bytes.length - end))));
        const again = await openEventLog({ directory });
        await again.append(meta, [Buffer.from('{"n":"after"}\n')]);
        await again.close();
        await log.close();
        const lines = await readAll(directory);
        expect(lines).toEqual([...Array.from({ length: whole }, (_, at) => `{"n":${at}}\n`), '{"n":"after"}\n']);
      }),
      { numRuns: 30 },
    );
  });

  test('removes a segment whose header was never whole', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    await log.append(meta, [Buffer.from('{}\n')]);
    await log.close();
    writeFileSync(join(directory, '0000000007.log'), Buffer.from('TACHO'));
    const again = await openEventLog({ directory });
    expect(readdirSync(directory).sort()).toEqual(['0000000001.log', '0000000008.log']);
    // Its number stays behind, empty: nothing else says that it was given.
    await again.close();
    expect(readdirSync(directory).sort()).toEqual(['0000000001.log', '0000000008.log']);
  });

  test.each([
    ['dropped by the retention', (path: string) => rmSync(path)],
    ['emptied by forgetting', (path: string) => truncateSync(path, segmentHeaderBytes)],
  ])('never gives the number of a segment again that was %s', async (_, lose) => {
    const directory = scratchFolder();
    let log = await openEventLog({ directory });
    const { segment } = await log.append(meta, [Buffer.from('{"n":1}\n')]);
    await log.close();
    log = await openEventLog({ directory });
    lose(join(directory, segmentName(segment)));
    for (let start = 0; start < 3; start++) {
      expect(log.durable().segment).toBeGreaterThan(segment);
      await log.close();
      log = await openEventLog({ directory });
    }
    await log.close();
    expect((await listSegments(directory)).length).toBeLessThan(3);
  });

  test('leaves a segment whose header was damaged later as it is: its frames are still read', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    const from = { segment: 1, offset: 0 };
    await log.close();
    const path = join(directory, '0000000001.log');
    const bytes = readFileSync(path);
    bytes[20] = 0xff;
    writeFileSync(path, bytes);
    const again = await openEventLog({ directory });
    expect(readFileSync(path).equals(bytes)).toBe(true);
    const reader = createLogReader(directory);
    const chunk = await reader.next(from, again.durable());
    expect(chunk?.frames.map((frame) => frame.lines.toString('utf8'))).toEqual(['{"n":1}\n']);
    await reader.close();
    await again.close();
  });

  test('skips a frame that was damaged later, and reads the ones behind it', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    const second = await log
      .append(meta, [Buffer.from('{"n":1}\n')])
      .then(() => log.append(meta, [Buffer.from('{"n":2}\n')]));
    await log.append(meta, [Buffer.from('{"n":3}\n')]);
    await log.close();
    const path = join(directory, '0000000001.log');
    const bytes = readFileSync(path);
    bytes[second.offset + 20]! ^= 255;
    writeFileSync(path, bytes);
    const scan = scanSegment(bytes, 1, 0);
    expect(scan.corruptFrames).toBe(1);
    expect(scan.frames.map((frame) => frame.lines.toString())).toEqual(['{"n":1}\n', '{"n":3}\n']);
  });

  test('reads what stands behind a damaged frame, whatever was damaged in it, also after it was opened again', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    const second = await log.append(meta, [Buffer.from('{"n":2}\n')]);
    const third = await log.append(meta, [Buffer.from('{"n":3}\n')]);
    await log.close();
    const bytes = readFileSync(join(directory, '0000000001.log'));
    const damage = fc.record({
      at: fc.integer({ min: second.offset, max: third.offset - 1 }),
      by: fc.integer({ min: 1, max: 255 }),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ at, by }) => {
        const folder = scratchFolder();
        const damaged = Buffer.from(bytes);
        damaged[at]! ^= by;
        writeFileSync(join(folder, '0000000001.log'), damaged);
        const again = await openEventLog({ directory: folder });
        const reader = createLogReader(folder);
        const chunk = await reader.next({ segment: 0, offset: 0 }, again.durable());
        expect(chunk?.frames.map((frame) => frame.lines.toString())).toEqual(['{"n":1}\n', '{"n":3}\n']);
        expect(chunk?.corruptFrames).toBeGreaterThan(0);
        await reader.close();
        await again.close();
      }),
    );
  });

  test('tells of a closed segment whose end is damaged, and goes on with the next one', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    await log.append(meta, [Buffer.from('{"n":1}\n')]);
    const last = await log.append(meta, [Buffer.from('{"n":2}\n')]);
    await log.rotate();
    await log.append(meta, [Buffer.from('{"n":3}\n')]);
    truncateSync(join(directory, segmentName(1)), last.offset + 20);
    const reader = createLogReader(directory);
    const seen: [string[], number][] = [];
    let at = { segment: 0, offset: 0 };
    for (;;) {
      const chunk = await reader.next(at, log.durable());
      if (chunk === null) break;
      seen.push([chunk.frames.map((frame) => frame.lines.toString()), chunk.corruptFrames]);
      at = chunk.to;
    }
    expect(seen).toEqual([
      [['{"n":1}\n'], 0],
      [[], 1],
      [['{"n":3}\n'], 0],
    ]);
    await reader.close();
    await log.close();
  });

  test('says that a log of a newer version is newer, and leaves it as it is', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    await log.append(meta, [Buffer.from('{}\n')]);
    await log.close();
    const path = join(directory, '0000000001.log');
    const bytes = readFileSync(path);
    bytes.writeUInt16LE(2, 8);
    writeFileSync(path, bytes);
    await expect(openEventLog({ directory })).rejects.toMatchObject({ code: 'log_newer' });
    expect(readFileSync(path)).toEqual(bytes);
  });

  test('never writes to a file that another process made', async () => {
    const directory = scratchFolder();
    const first = await openEventLog({ directory });
    await first.append(meta, [Buffer.from('{"n":1}\n')]);
    const second = await openEventLog({ directory });
    await second.append(meta, [Buffer.from('{"n":2}\n')]);
    expect(readdirSync(directory).sort()).toEqual(['0000000001.log', '0000000002.log']);
    await first.close();
    await second.close();
  });

  test('files are for their owner alone', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    expect(statSync(join(directory, '0000000001.log')).mode & 0o777).toBe(0o600);
    await log.close();
  });

  test('ends a segment on demand, and not an empty one', async () => {
    const directory = scratchFolder();
    const log = await openEventLog({ directory });
    await log.append(meta, [Buffer.from('{}\n')]);
    await log.rotate();
    await log.rotate();
    expect(log.durable()).toEqual({ segment: 2, offset: segmentHeaderBytes });
    await log.close();
    appendFileSync(join(directory, 'note.txt'), 'not a segment');
    expect(await listSegments(directory)).toHaveLength(1);
  });
});
