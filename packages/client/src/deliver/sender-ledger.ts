import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import type { Clock } from './clock.js';
import { saveCursor, type Cursor, type SpoolTotals } from './cursor.js';
import type { SpoolFs } from './spool-fs.js';
import type { SpoolQueue } from './spool-queue.js';

/** Where the cursor file is, and what it is written with. */
export interface SenderLedgerOptions {
  readonly directory: string;
  readonly fs: SpoolFs;
  readonly clock: Clock;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
}

/** What the sender of a spool did and how it is, and the cursor file that says so to others. */
export class SenderLedger {
  readonly #options: SenderLedgerOptions;
  #totals: SpoolTotals;
  #halted: string | null = null;
  #failing: string | null = null;
  #saved: boolean;
  #savedAtMs = 0;

  constructor(options: SenderLedgerOptions, { totals, halted }: Pick<Cursor, 'totals' | 'halted'>) {
    this.#options = options;
    this.#totals = totals;
    // What stopped the sender before this one has yet to stop this one.
    this.#saved = halted === null;
  }

  get totals(): SpoolTotals {
    return this.#totals;
  }

  get halted(): string | null {
    return this.#halted;
  }

  count(more: Partial<SpoolTotals>): void {
    const totals = this.#totals;
    this.#totals = {
      sent: totals.sent + (more.sent ?? 0),
      retried: totals.retried + (more.retried ?? 0),
      refused: totals.refused + (more.refused ?? 0),
      skipped: totals.skipped + (more.skipped ?? 0),
      dropped: totals.dropped + (more.dropped ?? 0),
      unreadable: totals.unreadable + (more.unreadable ?? 0),
    };
    this.#saved = false;
  }

  /** An attempt failed, or (null) one did not. Said when it begins and when it ends, not in between. */
  setFailing(reason: string | null): void {
    const { logger } = this.#options;
    if (reason !== null && this.#failing === null) logger.warn('events cannot be delivered; they wait', { reason });
    if (reason === null && this.#failing !== null) {
      logger.info('events are delivered again', { retried: this.#totals.retried });
    }
    this.#failing = reason;
    this.#saved = false;
  }

  /** The receiver does not accept us, or (null) may do so again. */
  setHalted(reason: string | null): void {
    if (reason !== null) {
      this.#options.logger.error('the receiver does not accept the credentials; events wait until they change', {
        reason,
      });
    }
    this.#halted = reason;
    this.#saved = false;
  }

  /** Saves what changed, unless that was done less than `intervalMs` ago. */
  async save(queue: SpoolQueue, intervalMs = 0): Promise<void> {
    const { directory, fs, clock } = this.#options;
    if (this.#saved || Math.abs(clock.now() - this.#savedAtMs) < intervalMs) return;
    const segments = queue.progress();
    await saveCursor(directory, { segments, totals: this.#totals, halted: this.#halted, failing: this.#failing }, fs);
    this.#saved = true;
    this.#savedAtMs = clock.now();
  }
}
