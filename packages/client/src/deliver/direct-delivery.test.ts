import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { openDelivery, type DeliveryOptions } from './open-delivery.js';
import { nodeFs, type SpoolFs } from './spool-fs.js';
import { failure } from './testing/memory-fs.js';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tacho-direct-'));
});

afterEach(() => rm(directory, { recursive: true }));

const turn = { event: { event_type: 'codex_turn_event', event_params: { n: 1 } }, occurredAtMs: 1 };
const own = { event: { event_type: 'tacho_model_response', event_params: {} }, occurredAtMs: 1 };
const turnLine = '{"event_type":"codex_turn_event","event_params":{"n":1}}\n';

function open(options: Pick<DeliveryOptions, 'target'> & Partial<DeliveryOptions>) {
  return openDelivery({
    directory: join(directory, 'spool'),
    source: 'tap',
    sourceVersion: '1',
    machineId: 'm',
    privacy: 'wire',
    disabled: false,
    ...options,
  });
}

describe('delivery without a spool', () => {
  test('a file gets one wire event a line, at once, and none of our own', async () => {
    const path = join(directory, 'events.jsonl');
    const delivery = await open({ target: { kind: 'file', path } });
    expect(delivery.trackMany([turn, own, turn])).toBe('spooled');
    expect(await readFile(path, 'utf8')).toBe(turnLine + turnLine);
    await delivery.durable();
    expect(delivery.counters()).toMatchObject({ sent: 2, skipped: 1, dropped: 0, queued: 0 });
    expect(await delivery.close()).toMatchObject({ status: 'flushed' });
    expect(() => delivery.track(turn)).toThrow(expect.objectContaining({ code: 'delivery_closed' }));
    const again = await open({ target: { kind: 'file', path } });
    again.track(turn);
    await again.close();
    expect(await readFile(path, 'utf8')).toBe(turnLine.repeat(3));
  });

  test('a full disk drops events and says so, once, also to who asks whether they are safe', async () => {
    const said: string[] = [];
    const say = (message: string): void => void said.push(message);
    const full = {
      ...nodeFs,
      writeSync: () => {
        throw failure('ENOSPC');
      },
    };
    const path = join(directory, 'events.jsonl');
    const logger = { debug: say, info: say, warn: say, error: say };
    const delivery = await open({ target: { kind: 'file', path }, fs: full, logger });
    expect([delivery.track(turn), delivery.track(turn)]).toEqual(['dropped', 'dropped']);
    await expect(delivery.durable()).rejects.toMatchObject({ code: 'not_synced' });
    expect(said).toEqual(['events cannot be written and are dropped']);
    expect(delivery.counters().dropped).toBe(2);
    await delivery.close();
  });

  test('half an event that a full disk took spoils no other event', async () => {
    const filling = fillingFs([10, new Error('full')]);
    const path = join(directory, 'events.jsonl');
    const delivery = await open({ target: { kind: 'file', path }, fs: filling });
    expect([delivery.track(turn), delivery.track(turn), delivery.track(turn)]).toEqual([
      'dropped',
      'spooled',
      'spooled',
    ]);
    await delivery.close();
    expect((await readFile(path, 'utf8')).split('\n').slice(1).join('\n')).toBe(turnLine.repeat(2));
  });

  test('half an event that a crash left at the end of a file spoils no other event', async () => {
    const path = join(directory, 'events.jsonl');
    await writeFile(path, `${turnLine}{"event_ty`);
    const delivery = await open({ target: { kind: 'file', path } });
    delivery.track(turn);
    await delivery.close();
    expect(await readFile(path, 'utf8')).toBe(`${turnLine}{"event_ty\n${turnLine}`);
  });

  test('of events that a full disk took a part of, those that are whole in the file are not counted as dropped', async () => {
    const filling = fillingFs([10, new Error('full'), turnLine.length + 2, new Error('full')]);
    const path = join(directory, 'events.jsonl');
    const delivery = await open({ target: { kind: 'file', path }, fs: filling });
    expect(delivery.track(turn)).toBe('dropped');
    expect(delivery.trackMany([turn, own, turn, own, turn])).toBe('dropped');
    expect(delivery.counters()).toMatchObject({ sent: 1, skipped: 1, dropped: 4 });
    await delivery.close();
  });

  test('a reader of the standard output that stops makes events be dropped, and said once, not kept without end', async () => {
    const said: string[] = [];
    const say = (message: string): void => void said.push(message);
    const stdout = new PassThrough({ highWaterMark: 1 });
    const delivery = await open({
      target: { kind: 'stdout' },
      stdout,
      limits: { streamBytesMax: 2 * turnLine.length },
      logger: { debug: say, info: say, warn: say, error: say },
    });
    const results = Array.from({ length: 20 }, () => delivery.track(turn));
    expect(results.slice(-2)).toEqual(['dropped', 'dropped']);
    expect(said).toEqual(['events cannot be written and are dropped']);
    const { sent, dropped } = delivery.counters();
    expect(sent + dropped).toBe(20);
    let room = false;
    const waiting = delivery.room?.().then(() => {
      room = true;
    });
    await Promise.resolve();
    expect(room).toBe(false);
    stdout.resume();
    await waiting;
    expect(delivery.track(turn)).toBe('spooled');
    await delivery.close();
  });

  test('a file that cannot be opened is refused with a reason', async () => {
    const path = join(directory, 'no', 'such', 'folder');
    await expect(open({ target: { kind: 'file', path } })).rejects.toMatchObject({ code: 'target_not_writable' });
  });

  test('the standard output gets the same lines; its end costs the host nothing', async () => {
    const stdout = new PassThrough();
    const delivery = await open({ target: { kind: 'stdout' }, stdout });
    delivery.track(turn);
    await delivery.durable();
    expect(String(stdout.read())).toBe(turnLine);
    stdout.destroy(failure('EPIPE'));
    expect(delivery.track(turn)).toBe('dropped');
    await delivery.close();
  });

  test('a reader of the standard output that goes away while somebody waits for it is no error', async () => {
    const stdout = new PassThrough({ highWaterMark: 1 });
    const delivery = await open({ target: { kind: 'stdout' }, stdout });
    delivery.track(turn);
    const waiting = Promise.all([delivery.durable(), delivery.close()]);
    stdout.destroy(failure('EPIPE'));
    expect(await waiting).toMatchObject([undefined, { status: 'flushed' }]);
  });

  test('waiting for the standard output leaves nothing behind on it', async () => {
    const stdout = new PassThrough({ highWaterMark: 1 });
    const delivery = await open({ target: { kind: 'stdout' }, stdout });
    const before = stdout.listenerCount('close') + stdout.listenerCount('error') + stdout.listenerCount('drain');
    for (let n = 0; n < 3; n++) {
      delivery.track(turn);
      const durable = delivery.durable();
      stdout.read();
      await durable;
    }
    const after = stdout.listenerCount('close') + stdout.listenerCount('error') + stdout.listenerCount('drain');
    expect(after).toBe(before);
    await delivery.close();
  });

  test('who opted out gets functions that do nothing', async () => {
    const path = join(directory, 'events.jsonl');
    const delivery = await open({ target: { kind: 'file', path }, disabled: true });
    expect([delivery.track(turn), delivery.trackMany([turn])]).toEqual(['disabled', 'disabled']);
    await delivery.durable();
    expect(await delivery.flush(1)).toEqual({ status: 'flushed', waiting: 0, halted: null });
    expect(await delivery.close()).toEqual({ status: 'flushed', waiting: 0, halted: null });
    expect(delivery.counters()).toMatchObject({ queued: 0, sent: 0 });
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

/** A file system whose next writes take so many bytes each, or fail for want of room. */
function fillingFs(room: (number | Error)[]): SpoolFs {
  return {
    ...nodeFs,
    writeSync(fd, bytes) {
      const next = room.shift();
      if (next instanceof Error) throw failure('ENOSPC');
      return nodeFs.writeSync(fd, bytes.subarray(0, next));
    },
  };
}
