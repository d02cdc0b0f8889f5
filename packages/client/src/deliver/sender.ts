import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import type { Clock } from './clock.js';
import { noTotals, readCursor, saveCursor, type SpoolTotals } from './cursor.js';
import { errorCode } from './error-code.js';
import type { GapLine } from './gap.js';
import { acquireLock, type Lock } from './lock.js';
import { appendRefused } from './refused-file.js';
import { retrying, type RetryingTransport } from './retrying.js';
import { idle, step, type SenderInput, type SenderState } from './sender-state.js';
import { enforceBounds } from './spool-bounds.js';
import type { SpoolFs } from './spool-fs.js';
import { SpoolQueue, type Batch } from './spool-queue.js';
import type { SpoolWriter } from './spool-writer.js';
import type { EventResult, FinalOutcome, Transport } from './transport.js';

/** The pause between rounds while somebody waits for the end of them. */
const hurriedPauseMs = 20;

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
  /** Called after events were settled, and when sending stopped or went on. */
  readonly onProgress: () => void;
}

/**
 * The loop around the pure parts: takes the lock of the spool, reads batches, sends them, moves the cursor. While another
 * process has the lock it only asks for it now and then. Stops for nothing but `stop()`: whatever goes wrong is counted,
 * said once, and tried again.
 */
export class Sender {
  readonly #options: SenderOptions;
  readonly #transport: RetryingTransport;
  readonly #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #queue: SpoolQueue | null = null;
  #lock: Lock | null = null;
  #state: SenderState = idle;
  #batch: Batch | null = null;
  #totals: SpoolTotals = noTotals;
  #halted: string | null = null;
  #failing: string | null = null;
  #cursorSaved = true;
  #cursorSavedAtMs = 0;
  #adoptedAtMs: number | null = null;
  #maintainedAtMs = 0;
  #hurried = 0;
  /** Events written since the last round. */
  #written = 0;
  #leavePause: (() => void) | null = null;
  #trouble: string | null = null;

  constructor(options: SenderOptions) {
    const { transport, clock, random, limits } = options;
    this.#options = options;
    this.#transport = retrying(transport, {
      limits,
      clock,
      random,
      onRetry: ({ reason }) => {
        this.#count({ retried: 1 });
        this.#setFailing(reason);
      },
    });
  }

  start(): void {
    this.#running = this.#run();
  }

  /** The waiting segments, when this process is the one that sends. */
  get queue(): SpoolQueue | null {
    return this.#queue;
  }

  get totals(): SpoolTotals {
    return this.#totals;
  }

  /** Why nothing is sent; null while sending goes on. */
  get halted(): string | null {
    return this.#halted;
  }

  /** The records that are being sent. */
  get batch(): Batch | null {
    return this.#batch;
  }

  /** Something was written. A full batch does not wait for the end of a pause. */
  wrote(events: number): void {
    this.#written += events;
    if (this.#written < this.#transport.batching.eventsMax || this.#batch !== null) return;
    this.#leavePause?.();
  }

  /** Until the returned function is called: no pauses for company, no long waits after failures. */
  hurry(): () => void {
    this.#hurried++;
    this.#transport.nudge();
    this.#leavePause?.();
    return () => {
      this.#hurried--;
    };
  }

  /** Ends the loop, within a moment: a request under way is given up. The lock is free afterwards. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#leavePause?.();
    await this.#running;
    if (this.#queue !== null && this.#lock !== null) {
      await this.#guard(async () => {
        this.#cursorSaved = false;
        this.#queue?.noteOwn();
        // What is settled to its end is finished here, so that nothing stays behind that somebody must clean up.
        await this.#queue?.next(this.#transport.batching);
        await this.#saveCursor();
      });
    }
    this.#transport.close();
    await this.#queue?.close();
    await this.#lock?.release();
    this.#lock = null;
  }

  async #run(): Promise<void> {
    const { limits } = this.#options;
    while (!this.#stopping.signal.aborted) {
      const pauseMs = (await this.#guard(() => this.#turn())) ?? limits.pollIntervalMs;
      if (pauseMs > 0) await this.#pause(pauseMs);
    }
  }

  /** One round; says how long to wait before the next. */
  async #turn(): Promise<number> {
    const { limits } = this.#options;
    this.#written = 0;
    const queue = await this.#takeOver();
    if (queue === null) return limits.pollIntervalMs;
    queue.noteOwn();
    if (Math.abs(this.#options.clock.now() - this.#maintainedAtMs) >= limits.pollIntervalMs)
      await this.#maintain(queue);
    const batch = await queue.next(this.#transport.batching);
    if (batch === null) await this.#saveCursor();
    else await this.#send(batch);
    if (this.#hurried > 0) return batch === null ? hurriedPauseMs : 0;
    return batch === null || queue.isShort(this.#transport.batching) ? limits.flushIntervalMs : 0;
  }

  /** What has to go on while nothing can be sent, too. */
  async #maintain(queue: SpoolQueue): Promise<void> {
    const { limits, clock, writer } = this.#options;
    const now = clock.now();
    this.#maintainedAtMs = now;
    writer.writePendingGap();
    await queue.refresh();
    if (this.#adoptedAtMs === null || Math.abs(now - this.#adoptedAtMs) >= limits.adoptIntervalMs) {
      this.#adoptedAtMs = now;
      await queue.adopt();
    }
    await enforceBounds(queue, this.#batch?.segment ?? null, now, this.#options);
    const unreadable = queue.takeUnreadable();
    if (unreadable > 0) this.#count({ unreadable });
  }

  async #takeOver(): Promise<SpoolQueue | null> {
    if (this.#queue !== null) return this.#queue;
    const { directory, fs, limits, logger, instance, writer } = this.#options;
    this.#lock = await acquireLock(directory, 'sender');
    if (this.#lock === null) return null;
    const { segments, totals } = await readCursor(directory, fs);
    this.#totals = totals;
    this.#queue = new SpoolQueue({ directory, fs, limits, logger, instance, writer, progress: segments });
    return this.#queue;
  }

  async #send(batch: Batch): Promise<void> {
    this.#batch = batch;
    let settled = 0;
    let input: SenderInput = { kind: 'batch', count: batch.lines.length };
    try {
      for (;;) {
        const { state, effects } = step(this.#state, input);
        this.#state = state;
        let next: SenderInput | null = null;
        for (const effect of effects) {
          switch (effect.kind) {
            case 'settle':
              await this.#settle(batch, settled, effect.piece.to, effect.results);
              settled = effect.piece.to;
              break;
            case 'halt':
              await this.#halt(effect.reason);
              break;
            case 'send': {
              const lines = batch.lines.slice(effect.piece.from, effect.piece.to);
              next = { kind: 'outcome', outcome: await this.#sendPiece(lines) };
            }
          }
        }
        if (state.kind === 'halted') next = await this.#untilCredentialsChange();
        if (next === null) return;
        input = next;
      }
    } finally {
      this.#state = idle;
      this.#batch = null;
    }
  }

  /** A request may be repeated for days: the spool is looked after meanwhile. */
  async #sendPiece(lines: readonly Buffer[]): Promise<FinalOutcome> {
    const sending = this.#transport.send(lines, this.#stopping.signal);
    const request = { over: false };
    const done = sending.then(() => {
      request.over = true;
      this.#leavePause?.();
    });
    while (!request.over) {
      await Promise.race([done, this.#pause(this.#options.limits.pollIntervalMs)]);
      if (!request.over && this.#queue !== null) await this.#guard(() => this.#maintain(this.#queue!));
    }
    return sending;
  }

  async #settle(batch: Batch, before: number, to: number, results: readonly EventResult[]): Promise<void> {
    const { directory, fs, limits, clock } = this.#options;
    const refused = results.flatMap((result, i) =>
      result.status === 'rejected' ? [{ line: batch.lines[before + i]!, reason: result.reason }] : [],
    );
    // Before the cursor moves: an event is always in one of the two places.
    if (refused.length > 0) await appendRefused(directory, refused, clock.now(), fs, limits.refusedBytesMax);
    const skipped = results.reduce((sum, { status }) => sum + (status === 'skipped' ? 1 : 0), 0);
    const dropped = this.#queue?.settle(batch, before, to) ?? 0;
    this.#count({ sent: results.length - refused.length - skipped, refused: refused.length, skipped, dropped });
    this.#setFailing(null);
    this.#cursorSaved = false;
    const dueMs = this.#transport.resendHarmless ? limits.cursorIntervalMs : 0;
    if (Math.abs(clock.now() - this.#cursorSavedAtMs) >= dueMs) await this.#saveCursor();
    this.#options.onProgress();
  }

  async #halt(reason: string): Promise<void> {
    this.#halted = reason;
    this.#options.logger.error('the receiver does not accept the credentials; events wait until they change', {
      reason,
    });
    this.#cursorSaved = false;
    await this.#saveCursor();
    this.#options.onProgress();
  }

  async #untilCredentialsChange(): Promise<SenderInput> {
    while (!this.#stopping.signal.aborted) {
      await this.#pause(this.#options.limits.credentialsIntervalMs);
      if (this.#queue !== null) await this.#guard(() => this.#maintain(this.#queue!));
      if (!(await this.#transport.credentialsChanged())) continue;
      this.#halted = null;
      this.#cursorSaved = false;
      return { kind: 'credentials-changed' };
    }
    return { kind: 'abandon' };
  }

  async #saveCursor(): Promise<void> {
    if (this.#cursorSaved || this.#queue === null) return;
    const { directory, fs, clock } = this.#options;
    const cursor = {
      segments: this.#queue.progress(),
      totals: this.#totals,
      halted: this.#halted,
      failing: this.#failing,
    };
    await saveCursor(directory, cursor, fs);
    this.#cursorSaved = true;
    this.#cursorSavedAtMs = clock.now();
  }

  #count(more: Partial<SpoolTotals>): void {
    const totals = this.#totals;
    this.#totals = {
      sent: totals.sent + (more.sent ?? 0),
      retried: totals.retried + (more.retried ?? 0),
      refused: totals.refused + (more.refused ?? 0),
      skipped: totals.skipped + (more.skipped ?? 0),
      dropped: totals.dropped + (more.dropped ?? 0),
      unreadable: totals.unreadable + (more.unreadable ?? 0),
    };
    this.#cursorSaved = false;
  }

  /** Said when it begins and when it ends, not in between. */
  #setFailing(reason: string | null): void {
    const { logger } = this.#options;
    if (reason !== null && this.#failing === null) logger.warn('events cannot be delivered; they wait', { reason });
    if (reason === null && this.#failing !== null) {
      logger.info('events are delivered again', { retried: this.#totals.retried });
    }
    this.#failing = reason;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const leave = (): void => {
        cancel();
        this.#leavePause = null;
        resolve();
      };
      const cancel = this.#options.clock.after(ms, leave);
      this.#leavePause = leave;
      if (this.#stopping.signal.aborted) leave();
    });
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
