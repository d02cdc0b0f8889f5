import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import { adoptFromDead } from './adopt.js';
import { sendBatch } from './batch-sender.js';
import type { Clock } from './clock.js';
import { readCursor, type SpoolTotals } from './cursor.js';
import { errorCode } from './error-code.js';
import type { GapLine } from './gap.js';
import { acquireLock, forgetDrafts, type Lock } from './lock.js';
import { Pause } from './pause.js';
import { retrying, type RetryingTransport } from './retrying.js';
import { SenderLedger } from './sender-ledger.js';
import { forgetReplaced, forgetSettled, removeDrafts } from './settled-files.js';
import { enforceBounds } from './spool-bounds.js';
import type { SpoolFs } from './spool-fs.js';
import type { Batch } from './queued-segment.js';
import { SpoolQueue } from './spool-queue.js';
import type { SpoolWriter } from './spool-writer.js';
import type { Transport } from './transport.js';

/** The spool, how it is sent, and the outer world as parameters. */
export interface SenderOptions {
  readonly directory: string;
  readonly instance: string;
  readonly writer: SpoolWriter;
  readonly transport: Transport;
  readonly fs: SpoolFs;
  readonly clock: Clock;
  readonly random: () => number;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
  readonly gapLine: GapLine;
  /** Called after events were settled, and when sending stopped for want of permission. */
  readonly onProgress: () => void;
}

/** What the one sender of a spool has. */
interface Office {
  lock: Lock;
  readonly queue: SpoolQueue;
  readonly ledger: SenderLedger;
}

/** The pause between rounds while somebody waits for the end of them. */
const hurriedPauseMs = 20;

/**
 * The loop around the pure parts: takes the lock of the spool, reads batches, sends them, moves the cursor. While another
 * process has the lock it only asks for it now and then. Stops for nothing but `stop()`: whatever goes wrong is counted,
 * said once, and tried again.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #transport: RetryingTransport;
  readonly #stopping = new AbortController();
  readonly #pause: Pause;
  #running: Promise<void> = Promise.resolve();
  #office: Office | null = null;
  #batch: Batch | null = null;
  #isElsewhere = false;
  #maintainedAtMs = 0;
  #adoptedAtMs = 0;
  #hurried = 0;
  /** Events written since the last round. */
  #written = 0;
  #trouble: string | null = null;

  constructor(options: SenderOptions) {
    const { transport, clock, random, limits } = options;
    this.#options = options;
    this.#pause = new Pause(clock);
    this.#transport = retrying(transport, {
      limits,
      clock,
      random,
      onRetry: ({ reason }) => {
        this.#office?.ledger.count({ retried: 1 });
        this.#office?.ledger.setFailing(reason);
      },
    });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The waiting segments, when this process is the one that sends. */
  get queue(): SpoolQueue | null {
    return this.#office?.queue ?? null;
  }

  /** Whether another process is the one that sends. */
  get isElsewhere(): boolean {
    return this.#isElsewhere;
  }

  /** What was done since the spool exists; null when another process sends. */
  get totals(): SpoolTotals | null {
    return this.#office?.ledger.totals ?? null;
  }

  /** Why nothing is sent; null while sending goes on. */
  get halted(): string | null {
    return this.#office?.ledger.halted ?? null;
  }

  /** Something was written. A full batch does not wait for the end of a pause. */
  wrote(events: number): void {
    this.#written += events;
    if (this.#written >= this.#transport.batching.eventsMax && this.#batch === null) this.#pause.end();
  }

  /** Until the returned function is called: no pauses for company, no long waits after failures. */
  hurry(): () => void {
    this.#hurried++;
    this.#transport.nudge();
    this.#pause.end();
    return () => {
      this.#hurried--;
    };
  }

  /** Ends the loop, within a moment: a request under way is given up. The lock is free afterwards. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#pause.endForGood();
    await this.#running;
    this.#transport.close();
    const office = this.#office;
    if (office === null) return;
    const { queue, ledger, lock } = office;
    await this.#guard(async () => {
      queue.noteOwn();
      // What is settled to its end is finished here, so that nothing stays behind that somebody must clean up.
      await queue.next(this.#transport.batching);
      ledger.count({});
      await ledger.save(queue);
    });
    await queue.close();
    await lock.release();
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      const pauseMs = (await this.#guard(() => this.#turn())) ?? this.#options.limits.pollIntervalMs;
      if (pauseMs > 0) await this.#pause.wait(pauseMs);
    }
  }

  /** One round; says how long to wait before the next. */
  async #turn(): Promise<number> {
    const { limits, clock } = this.#options;
    this.#written = 0;
    this.#office ??= await this.#takeOffice();
    if (this.#office === null) return limits.pollIntervalMs;
    const { queue, ledger } = this.#office;
    queue.noteOwn();
    if (Math.abs(clock.now() - this.#maintainedAtMs) >= limits.pollIntervalMs) await this.#maintain(this.#office);
    const batch = await queue.next(this.#transport.batching);
    if (batch === null) await ledger.save(queue);
    else await this.#send(batch, this.#office);
    if (this.#hurried > 0) return batch === null ? hurriedPauseMs : 0;
    return batch === null || queue.isShort(this.#transport.batching) ? limits.flushIntervalMs : 0;
  }

  async #takeOffice(): Promise<Office | null> {
    const { directory, fs, writer, onProgress } = this.#options;
    const lock = await acquireLock(directory, 'sender');
    this.#isElsewhere = lock === null;
    if (lock === null) {
      if (await forgetSettled(writer, directory, fs)) onProgress();
      return null;
    }
    try {
      const cursor = await readCursor(directory, fs);
      // Else what another sender sent to its end would be looked for, and sent again as far as it is in memory.
      await forgetSettled(writer, directory, fs);
      await forgetReplaced(writer, directory, fs);
      // What stays costs room on the disk, and nothing else.
      await Promise.all([removeDrafts(directory, fs), forgetDrafts(directory)]).catch(() => {});
      return {
        lock,
        queue: new SpoolQueue({ ...this.#options, progress: cursor.segments }),
        ledger: new SenderLedger(this.#options, cursor),
      };
    } catch (error) {
      // Kept, it would be in our own way at the next attempt.
      await lock.release();
      throw error;
    }
  }

  /** What has to go on while nothing can be sent, too. */
  async #maintain(office: Office): Promise<void> {
    const { limits, clock, writer } = this.#options;
    const { queue, ledger } = office;
    const now = clock.now();
    this.#maintainedAtMs = now;
    writer.writePendingGap();
    await this.#keepFolder(office);
    await queue.refresh();
    if (Math.abs(now - this.#adoptedAtMs) >= limits.adoptIntervalMs) {
      this.#adoptedAtMs = now;
      await adoptFromDead(queue, this.#options);
    }
    await enforceBounds(queue, this.#batch?.segment ?? null, now, this.#options);
    const unreadable = queue.takeUnreadable();
    if (unreadable > 0) ledger.count({ unreadable });
    await ledger.save(queue, limits.cursorIntervalMs);
  }

  /** A folder that somebody removed is made again, with our lock in it: else what is written now would go nowhere. */
  async #keepFolder(office: Office): Promise<void> {
    const { directory, fs } = this.#options;
    const isThere = await fs.stat(directory).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
      return null;
    });
    if (isThere !== null) return;
    await fs.makeDirectory(directory);
    const lock = await acquireLock(directory, 'sender');
    if (lock === null) return;
    await office.lock.release();
    office.lock = lock;
  }

  async #send(batch: Batch, office: Office): Promise<void> {
    this.#batch = batch;
    try {
      await sendBatch(batch, {
        ...this.#options,
        ...office,
        transport: this.#transport,
        pause: this.#pause,
        signal: this.#stopping.signal,
        meanwhile: async () => void (await this.#guard(() => this.#maintain(office))),
      });
    } finally {
      this.#batch = null;
    }
  }

  /** A disk that fails must not end the loop: null, said once, tried again at the next round. */
  async #guard<T>(run: () => Promise<T>): Promise<T | null> {
    try {
      const result = await run();
      this.#trouble = null;
      return result;
    } catch (error) {
      const code = errorCode(error);
      if (this.#trouble !== code) this.#options.logger.error('the spool cannot be read or its state saved', { code });
      this.#trouble = code;
      return null;
    }
  }
}
