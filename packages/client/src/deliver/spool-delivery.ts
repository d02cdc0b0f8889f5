import { join } from 'node:path';

// not by the index: the schemas beside it take longer to load than a source takes to start
import { liveDeliveryId } from '../envelope/delivery-id.js';
import type { EnvelopeOrigin } from '../envelope/envelop.js';
import { createEnvelopeText, type EnvelopeText } from '../envelope/envelope-text.js';
import { ClientError } from '../errors.js';
import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import type { Clock } from './clock.js';
import { noTotals, readCursor, type Cursor } from './cursor.js';
import type { Delivery, DeliveryCounters, FlushResult, TrackRecord, TrackResult } from './delivery.js';
import { gapLines } from './gap.js';
import { acquireLock, forgetLock, type Lock } from './lock.js';
import { networkFileSystem } from './network-file-systems.js';
import { instanceName } from './segment-name.js';
import { Sender } from './sender.js';
import { waitingGaps } from './spool-bounds.js';
import { forgetSettled } from './settled-files.js';
import type { SpoolFs } from './spool-fs.js';
import { SpoolWriter, type SpoolLine } from './spool-writer.js';
import type { Transport } from './transport.js';
import { WrittenAt } from './written-at.js';

/** A spool, where it is sent to, and the outer world as parameters. */
export interface SpoolDeliveryOptions {
  /** The folder of this spool, and of nothing else. */
  readonly directory: string;
  readonly origin: EnvelopeOrigin;
  readonly transport: Transport;
  readonly fs: SpoolFs;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
}

/** How often a process that is not the sender looks how far the sender is, while it waits for it. */
const foreignProgressIntervalMs = 100;

/** Opens the spool and begins to send. Throws when the folder cannot be used. */
export async function openSpoolDelivery(options: SpoolDeliveryOptions): Promise<Delivery> {
  const { directory, origin, fs, clock, random } = options;
  await prepare(directory, fs);
  const instance = instanceName(origin.machineId, process.pid, clock.now(), random);
  const lock = await acquireLock(directory, instance).catch((error: unknown) => {
    throw new ClientError('spool_not_writable', 'the spool cannot be locked', { cause: error });
  });
  // One that cannot be read now is read again soon.
  const cursor = await readCursor(directory, fs).catch(() => null);
  return new SpoolDelivery(options, instance, lock, cursor);
}

async function prepare(directory: string, fs: SpoolFs): Promise<void> {
  try {
    await fs.makeDirectory(directory);
    const probe = join(directory, `probe-${process.pid}.tmp`);
    await fs.writeSynced(probe, '');
    await fs.remove(probe);
  } catch (error) {
    throw new ClientError('spool_not_writable', 'the spool cannot be written', { cause: error });
  }
  const network = await networkFileSystem(directory, fs);
  if (network !== null) throw new ClientError('spool_on_network', `the spool is on a network file system (${network})`);
}

class SpoolDelivery implements Delivery {
  readonly #options: SpoolDeliveryOptions;
  readonly #instance: string;
  readonly #lock: Lock | null;
  readonly #writer: SpoolWriter;
  readonly #textOf: EnvelopeText;
  readonly #sender: Sender;
  readonly #progressListeners = new Set<() => void>();
  #sequence = 0;
  /** The sender's cursor as last read; only where another process is the sender. */
  #foreign: Cursor | null;
  readonly #writtenAt = new WrittenAt();
  /** Events of this spool that were lost before this process came. */
  readonly #droppedBefore: number;
  /** What was said of lost events: while gaps are joined they are looked for in vain. */
  #dropped = 0;
  #closing: Promise<FlushResult> | null = null;

  constructor(options: SpoolDeliveryOptions, instance: string, lock: Lock | null, cursor: Cursor | null) {
    const { directory, origin, fs, clock, random, limits, logger, transport } = options;
    this.#options = options;
    this.#instance = instance;
    this.#lock = lock;
    this.#foreign = cursor;
    this.#droppedBefore = cursor?.totals.dropped ?? 0;
    this.#textOf = createEnvelopeText(origin);
    const gapLine = gapLines(origin, () => this.#nextId(), clock.now);
    this.#writer = new SpoolWriter({ directory, instance, fs, clock, limits, logger, gapLine });
    this.#sender = new Sender({
      directory,
      instance,
      writer: this.#writer,
      transport,
      fs,
      clock,
      random,
      limits,
      logger,
      gapLine,
      onProgress: () => {
        for (const listener of this.#progressListeners) listener();
      },
    });
    this.#sender.start();
  }

  readonly track = (record: TrackRecord): TrackResult => this.trackMany([record]);

  readonly trackMany = (records: readonly TrackRecord[]): TrackResult => {
    if (this.#closing !== null) throw new ClientError('delivery_closed', 'an event came after close()');
    if (records.length === 0) return 'spooled';
    const observedAtMs = this.#options.clock.now();
    this.#writtenAt.note(this.#writer.appended, observedAtMs);
    const result = this.#writer.append(records.map((record) => this.#lineOf(record, observedAtMs)));
    this.#sender.wrote(records.length);
    return result;
  };

  readonly durable = (): Promise<void> => this.#writer.durable();

  readonly flush = async (deadlineMs: number): Promise<FlushResult> => {
    const goal = this.#writer.appended;
    let late = false;
    let wake = nothing;
    const relax = this.#sender.hurry();
    const cancelDeadline = this.#options.clock.deadline(deadlineMs, () => {
      late = true;
      wake();
    });
    const listener = (): void => wake();
    this.#progressListeners.add(listener);
    try {
      for (;;) {
        await this.#lookAtForeignSender();
        const waiting = Math.max(0, goal - this.#settled());
        const halted = (this.#sender.isElsewhere ? this.#foreign?.halted : this.#sender.halted) ?? null;
        if (waiting === 0) return { status: 'flushed', waiting, halted };
        if (late || halted !== null) return { status: 'waiting', waiting, halted };
        await new Promise<void>((resolve) => {
          const cancel = this.#options.clock.after(foreignProgressIntervalMs, resolve);
          wake = () => {
            cancel();
            resolve();
          };
        });
      }
    } finally {
      cancelDeadline();
      this.#progressListeners.delete(listener);
      relax();
    }
  };

  readonly close = (deadlineMs = this.#options.limits.closeDeadlineMs): Promise<FlushResult> => {
    this.#closing ??= this.#close(deadlineMs);
    return this.#closing;
  };

  readonly counters = (): DeliveryCounters => {
    const { clock } = this.#options;
    if (this.#sender.queue === null) void this.#lookAtForeignSender();
    const totals = this.#sender.totals ?? this.#foreign?.totals ?? noTotals;
    const settled = this.#settled();
    const queued = this.#writer.appended - settled;
    const writtenAtMs = queued === 0 ? null : this.#writtenAt.after(settled);
    this.#dropped = Math.max(
      this.#dropped,
      totals.dropped + waitingGaps(this.#sender.queue?.segments() ?? []),
      this.#droppedBefore + this.#writer.dropped,
    );
    return {
      queued,
      sent: totals.sent,
      retried: totals.retried,
      refused: totals.refused,
      skipped: totals.skipped,
      dropped: this.#dropped,
      oldestAgeMs: writtenAtMs === null ? 0 : Math.max(0, clock.now() - writtenAtMs),
    };
  };

  async #close(deadlineMs: number): Promise<FlushResult> {
    const flushed = await this.flush(deadlineMs);
    await this.#closeWriter();
    await this.#sender.stop();
    // The sender may have left a gap in its last moments, which began a segment.
    await this.#closeWriter();
    await this.#lock?.release();
    // Every segment is sealed, so the name of this instance is not needed any more. Its folder may be gone.
    await forgetLock(this.#options.directory, this.#instance).catch(() => {});
    return flushed;
  }

  async #closeWriter(): Promise<void> {
    const { logger } = this.#options;
    await this.#writer.close().catch(() => logger.error('the spool could not be synced at the end', {}));
  }

  /** Records of this process that are settled. */
  #settled(): number {
    let waiting = 0;
    for (const { id, records } of this.#writer.segments()) waiting += records - this.#settledOf(id);
    return this.#writer.appended - waiting;
  }

  #settledOf(id: string): number {
    const queue = this.#sender.queue;
    if (queue === null) return this.#foreign?.segments[id]?.records ?? 0;
    return queue.segments().find((segment) => segment.id === id)?.records ?? 0;
  }

  /** Where another process sends, its cursor and the files that are gone say what became of our events. */
  async #lookAtForeignSender(): Promise<void> {
    if (this.#sender.queue !== null) return;
    const { directory, fs } = this.#options;
    try {
      this.#foreign = await readCursor(directory, fs);
      await forgetSettled(this.#writer, directory, fs);
    } catch {
      // Looked at again soon; nothing depends on this moment.
    }
  }

  #lineOf(record: TrackRecord, observedAtMs: number): SpoolLine {
    const id = record.deliveryId ?? this.#nextId();
    return {
      json: this.#textOf(record, id, observedAtMs),
      occurredAtMs: record.occurredAtMs,
    };
  }

  #nextId(): string {
    return liveDeliveryId(this.#instance, ++this.#sequence);
  }
}

function nothing(): void {}
