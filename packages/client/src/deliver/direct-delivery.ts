import type { Writable } from 'node:stream';

import type { EventRecord } from '../envelope/index.js';
import { ClientError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { Delivery, DeliveryCounters, TrackRecord, TrackResult } from './delivery.js';
import { errorCode } from './error-code.js';
import { readOnce, type SpoolFs } from './spool-fs.js';

/** The form that `tacho reduce` writes too: one wire event a line, without its envelope and without events of our own. */
function lineOf({ event }: EventRecord): string {
  return event.event_type.startsWith('tacho_') ? '' : `${JSON.stringify(event)}\n`;
}

/**
 * Appends to a file that anybody may read meanwhile: it is where events are to go, so there is no spool before it. A write
 * that fails is counted and said once.
 */
export async function openFileDelivery(path: string, fs: SpoolFs, logger: Logger): Promise<Delivery> {
  /** Half a line stands at the end, which a full disk took no more of, or whose writer died. */
  let torn = await endsTorn(path, fs);
  let fd: number;
  try {
    fd = fs.openSync(path, 'a');
  } catch (error) {
    throw new ClientError('target_not_writable', 'the file to deliver to cannot be opened', { cause: error });
  }
  const counts = counting(logger);
  let closed = false;
  const trackMany = (records: readonly TrackRecord[]): TrackResult => {
    if (closed) throw new ClientError('delivery_closed', 'an event came after close()');
    const start = torn ? '\n' : '';
    const bytes = Buffer.from(start + records.map(lineOf).join(''));
    let written = 0;
    try {
      while (written < bytes.length) written += fs.writeSync(fd, bytes.subarray(written));
      torn = false;
      return counts.took(records);
    } catch (error) {
      if (written > 0) torn = bytes[written - 1] !== 0x0a;
      const whole = wholeLines(records, written - start.length);
      counts.took(records.slice(0, whole));
      return counts.lost(records.slice(whole), error);
    }
  };
  const durable = async (): Promise<void> => {
    if (counts.takeLost()) throw new ClientError('not_synced', 'events could not be written to the file');
    if (!closed) await fs.sync(fd);
  };
  return {
    ...counts.parts(trackMany),
    durable,
    async close() {
      if (!closed) {
        await durable().catch((error: unknown) =>
          logger.error('the file could not be synced', { code: errorCode(error) }),
        );
        fs.closeSync(fd);
        closed = true;
      }
      return counts.flushed;
    },
  };
}

/** Whether a file ends in the middle of a line. One that cannot be read is not known to. */
async function endsTorn(path: string, fs: SpoolFs): Promise<boolean> {
  try {
    const { size } = await fs.stat(path);
    // Pipes and devices have no size: reading one would wait for somebody who writes.
    return size > 0 && (await readOnce(fs, path, size - 1, 1))[0] !== 0x0a;
  } catch {
    return false;
  }
}

/** How many records are whole in this many bytes of their lines. */
function wholeLines(records: readonly TrackRecord[], bytes: number): number {
  let end = 0;
  const torn = records.findIndex((record) => {
    end += Buffer.byteLength(lineOf(record));
    return end > bytes;
  });
  return torn < 0 ? records.length : torn;
}

/**
 * Writes to a stream, such as the standard output. It cannot be synced: `durable` says that the stream took everything. What
 * comes while a reader that has stopped is this many bytes behind is dropped.
 */
export function openStreamDelivery(stream: Writable, waitingBytesMax: number, logger: Logger): Delivery {
  const counts = counting(logger);
  stream.on('error', (error) => counts.lost([], error));
  let draining: Promise<void> | null = null;
  const drained = async (): Promise<void> => {
    if (!stream.writableNeedDrain || stream.destroyed) return;
    // One wait for all who ask; a reader that goes away ends it and is no error of theirs.
    draining ??= new Promise((resolve) => {
      const done = (): void => {
        stream.off('drain', done).off('close', done);
        draining = null;
        resolve();
      };
      stream.on('drain', done).on('close', done);
    });
    await draining;
  };
  const trackMany = (records: readonly TrackRecord[]): TrackResult => {
    if (stream.destroyed || stream.writableEnded) return counts.lost(records, null);
    if (stream.writableLength > waitingBytesMax) return counts.lost(records, new Error('the reader has stopped'));
    stream.write(records.map(lineOf).join(''));
    return counts.took(records);
  };
  return {
    ...counts.parts(trackMany),
    room: drained,
    durable: drained,
    async close() {
      await drained();
      return counts.flushed;
    },
  };
}

/** What deliveries without a spool have in common: nothing ever waits. */
function counting(logger: Logger) {
  let [sent, skipped, dropped] = [0, 0, 0];
  let lostSinceAsked = false;
  const flushed = { status: 'flushed', waiting: 0, halted: null } as const;
  return {
    flushed,
    took(records: readonly TrackRecord[]): 'spooled' {
      const own = records.filter(({ event }) => event.event_type.startsWith('tacho_')).length;
      sent += records.length - own;
      skipped += own;
      return 'spooled';
    },
    lost(records: readonly TrackRecord[], error: unknown): 'dropped' {
      if (dropped === 0) logger.error('events cannot be written and are dropped', { code: errorCode(error) });
      dropped += records.length;
      lostSinceAsked = true;
      return 'dropped';
    },
    takeLost(): boolean {
      const was = lostSinceAsked;
      lostSinceAsked = false;
      return was;
    },
    parts: (trackMany: Delivery['trackMany']) => ({
      track: (record: TrackRecord) => trackMany([record]),
      trackMany,
      flush: async () => flushed,
      counters: (): DeliveryCounters => ({ queued: 0, sent, retried: 0, refused: 0, skipped, dropped, oldestAgeMs: 0 }),
    }),
  };
}
