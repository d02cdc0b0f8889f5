import { ClientError } from '../errors.js';
import type { DeliverLimits } from '../limits.js';
import type { Clock } from './clock.js';
import type { SpoolFs } from './spool-fs.js';

/**
 * Syncs for many writes at once. A write is synced at the latest `syncIntervalMs` after it; whoever asks for
 * `durable()` starts a sync at once, and all who ask while one runs share the next. A file that began since the last
 * sync needs its folder synced too, after the file: only then does its name survive.
 */
export class GroupSync {
  readonly #directory: string;
  readonly #fs: SpoolFs;
  readonly #clock: Clock;
  readonly #intervalMs: number;
  /** Files with bytes that are not synced. */
  readonly #dirty = new Set<number>();
  /** Files that no write goes to any more: closed once synced. */
  readonly #ended = new Set<number>();
  #directoryDirty = false;
  #waiting: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  #running: Promise<void> | null = null;
  #cancelTimer: (() => void) | null = null;
  #failure: ClientError | null = null;

  constructor(options: {
    readonly directory: string;
    readonly fs: SpoolFs;
    readonly clock: Clock;
    readonly limits: DeliverLimits;
  }) {
    this.#directory = options.directory;
    this.#fs = options.fs;
    this.#clock = options.clock;
    this.#intervalMs = options.limits.syncIntervalMs;
  }

  began(fd: number): void {
    this.#directoryDirty = true;
    this.wrote(fd);
  }

  wrote(fd: number): void {
    this.#dirty.add(fd);
    this.#cancelTimer ??= this.#clock.after(this.#intervalMs, () => {
      this.#cancelTimer = null;
      this.#start();
    });
  }

  ended(fd: number): void {
    this.#ended.add(fd);
  }

  /**
   * Resolves when all that was written before the call is synced. A sync that failed earlier is told to the first who
   * asks afterwards: the system may have thrown the bytes away and would call a second attempt a success.
   */
  durable(): Promise<void> {
    if (this.#failure !== null) {
      const failure = this.#failure;
      this.#failure = null;
      return Promise.reject(failure);
    }
    if (this.#dirty.size === 0 && !this.#directoryDirty && this.#running === null) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#start();
    });
  }

  /** Syncs and closes everything. */
  async close(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    try {
      await this.durable();
    } finally {
      await this.#running;
      this.#closeEnded(this.#ended);
    }
  }

  #start(): void {
    if (this.#running !== null) return;
    this.#running = this.#round().finally(() => {
      this.#running = null;
      if (this.#waiting.length > 0) this.#start();
    });
  }

  async #round(): Promise<void> {
    const waiting = this.#waiting;
    this.#waiting = [];
    const files = [...this.#dirty];
    const ended = [...this.#ended];
    const withDirectory = this.#directoryDirty;
    this.#dirty.clear();
    this.#directoryDirty = false;
    try {
      await Promise.all(files.map((fd) => this.#fs.sync(fd)));
      if (withDirectory) await this.#fs.syncDirectory(this.#directory);
    } catch (error) {
      if (withDirectory) this.#directoryDirty = true;
      const failure = new ClientError('not_synced', 'the disk refused to sync', { cause: error });
      // Those who asked meanwhile have writes in this round too.
      const affected = [...waiting, ...this.#waiting];
      this.#waiting = [];
      if (affected.length === 0) this.#failure = failure;
      for (const one of affected) one.reject(failure);
      return;
    } finally {
      this.#closeEnded(ended);
    }
    for (const one of waiting) one.resolve();
  }

  #closeEnded(files: Iterable<number>): void {
    for (const fd of files) {
      if (this.#dirty.has(fd) || !this.#ended.delete(fd)) continue;
      try {
        this.#fs.closeSync(fd);
      } catch {
        // Synced already: there is nothing that a failed close could lose.
      }
    }
  }
}
