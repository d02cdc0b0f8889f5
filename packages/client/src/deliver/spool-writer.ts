import { join } from 'node:path';

import { ClientError } from '../errors.js';
import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import type { Clock } from './clock.js';
import { errorCode } from './error-code.js';
import { joinGaps, type Gap, type GapLine } from './gap.js';
import { GroupSync } from './group-sync.js';
import { RecentFrames } from './recent-frames.js';
import { encodeSealedFrame, encodeSegmentStart, FrameBuffer, frameFlags } from './segment-format.js';
import { segmentFileName } from './segment-name.js';
import type { SpoolFs } from './spool-fs.js';

/** One record for the spool: `{"envelope":…,"event":…}`. */
export interface SpoolLine {
  readonly json: string;
  readonly occurredAtMs: number;
}

/** What the writer knows of a segment of its own that is not yet settled. */
export interface OwnSegment {
  readonly id: string;
  readonly fileName: string;
  readonly createdAtMs: number;
  /** Offset of the first record. */
  readonly start: number;
  /** Whole frames are there up to this offset. */
  readonly bytes: number;
  readonly records: number;
  readonly sealed: boolean;
}

interface OpenSegment {
  readonly id: string;
  readonly fileName: string;
  readonly createdAtMs: number;
  start: number;
  fd: number | null;
  bytes: number;
  records: number;
  sealed: boolean;
}

/** Where a writer writes, under the name of its `instance`. */
export interface SpoolWriterOptions {
  readonly directory: string;
  readonly instance: string;
  readonly fs: SpoolFs;
  readonly clock: Clock;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
  /** Makes the line that stands for events that were lost. */
  readonly gapLine: GapLine;
}

/**
 * Appends to segments of its own. `append` returns after the write, so that what it took survives the death of the
 * process; `durable` resolves after the sync, so that it survives a power cut. When the disk does not take an event it is
 * dropped and counted, and a gap record is written in its place as soon as writing works again.
 */
export class SpoolWriter {
  /** What was written last, for the sender. */
  readonly recent: RecentFrames;
  readonly #options: SpoolWriterOptions;
  readonly #frames = new FrameBuffer();
  readonly #sync: GroupSync;
  /** Own segments that still wait, oldest first; the last one may be open. */
  readonly #segments = new Map<string, OpenSegment>();
  #open: OpenSegment | null = null;
  #nextNumber = 1;
  #waitingBytes = 0;
  #lost: Gap | null = null;
  #writing = true;
  #dropped = 0;
  #appended = 0;

  constructor(options: SpoolWriterOptions) {
    this.#options = options;
    this.#sync = new GroupSync(options);
    this.recent = new RecentFrames(options.limits.batchBytesMax);
  }

  /** Appends the events of one fact with one write. All are taken, or none. */
  append(lines: readonly SpoolLine[]): 'spooled' | 'dropped' {
    const { limits } = this.#options;
    if (this.#waitingBytes > limits.spoolBytesMax * limits.spoolHardFactor)
      return this.#drop(lines, 'spool_full', null);
    this.#frames.clear();
    const gap = this.#lost;
    if (gap !== null) this.#addGap(gap);
    for (let i = 0; i < lines.length; i++) {
      const size = this.#frames.add(lines[i]!.json, i < lines.length - 1 ? frameFlags.listContinues : 0);
      if (size > limits.eventBytesMax) return this.#drop(lines, 'event_too_large', null);
    }
    try {
      this.#write(this.#segmentForNext(), this.#frames.bytes(), lines.length + (gap === null ? 0 : 1));
    } catch (error) {
      return this.#drop(lines, 'write_failed', error);
    }
    if (gap !== null) this.#lost = null;
    if (!this.#writing) {
      this.#writing = true;
      this.#options.logger.info('the spool can be written again', { dropped: gap?.dropped_events ?? 0 });
    }
    return 'spooled';
  }

  /** Resolves when everything that was appended is on disk; rejects when something could not be written or synced. */
  durable(): Promise<void> {
    if (this.#lost !== null) {
      const count = this.#lost.dropped_events ?? 0;
      return Promise.reject(new ClientError('not_synced', `${count} events could not be written`));
    }
    return this.#sync.durable();
  }

  /** Writes the record of events that are missing. */
  appendGap(gap: Gap): void {
    this.#lost = this.#lost === null ? gap : joinGaps(this.#lost, gap);
    this.append([]);
  }

  /** Events that could not be written leave their number when nobody appends any more, too. */
  writePendingGap(): void {
    if (this.#lost !== null) this.append([]);
  }

  /** Records that were written: events, and gaps in the place of others. */
  get appended(): number {
    return this.#appended;
  }

  /** Events that this writer could not take. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Own segments that are not settled, oldest first. */
  segments(): readonly OwnSegment[] {
    return [...this.#segments.values()];
  }

  /** A segment was sent or dropped; its file is gone. */
  forget(id: string): void {
    const segment = this.#segments.get(id);
    if (segment === undefined || segment === this.#open) return;
    this.#segments.delete(id);
    this.#waitingBytes -= segment.bytes;
  }

  /** The file of a segment has vanished: nothing more goes there. */
  abandon(id: string): void {
    if (this.#open?.id === id) this.#seal();
  }

  /** A number for a segment that this writer adopts. */
  takeNumber(): number {
    return this.#nextNumber++;
  }

  /** Ends the open segment, so that anybody may finish it, and syncs what was written. */
  async close(): Promise<void> {
    this.writePendingGap();
    this.#seal();
    await this.#sync.close();
  }

  #segmentForNext(): OpenSegment {
    const { limits, clock } = this.#options;
    if (this.#open !== null) {
      const { bytes, createdAtMs } = this.#open;
      if (bytes >= limits.segmentBytesMax || clock.now() - createdAtMs >= limits.segmentAgeMaxMs) this.#seal();
    }
    const segment = this.#open ?? this.#begin();
    // Also when the disk was too full for the start of a segment last time.
    if (segment.bytes === 0) {
      this.#write(segment, encodeSegmentStart({ id: segment.id, created_at_ms: segment.createdAtMs }), 0);
      segment.start = segment.bytes;
    }
    return segment;
  }

  #begin(): OpenSegment {
    const { directory, instance, fs, clock } = this.#options;
    const number = this.takeNumber();
    const fileName = segmentFileName({ instance, number });
    const fd = fs.openSync(join(directory, fileName), 'ax');
    const id = `${instance}-${number}`;
    const segment: OpenSegment = {
      id,
      fileName,
      createdAtMs: clock.now(),
      start: 0,
      fd,
      bytes: 0,
      records: 0,
      sealed: false,
    };
    this.#sync.began(fd);
    this.#segments.set(id, segment);
    this.#open = segment;
    return segment;
  }

  #write(segment: OpenSegment, bytes: Buffer, records: number): void {
    const { fs } = this.#options;
    const fd = segment.fd;
    if (fd === null) throw new Error('the segment is closed');
    let written = 0;
    try {
      while (written < bytes.length) written += fs.writeSync(fd, written === 0 ? bytes : bytes.subarray(written));
    } catch (error) {
      // Half a frame would hide everything after it, so it is cut off; when not even that works, the segment ends here
      // and its reader finds a torn tail.
      if (written > 0) this.#cut(segment, fd);
      throw error;
    }
    if (records > 0) this.recent.add(segment.id, segment.bytes, bytes);
    segment.bytes += bytes.length;
    segment.records += records;
    this.#appended += records;
    this.#waitingBytes += bytes.length;
    this.#sync.wrote(fd);
  }

  #cut(segment: OpenSegment, fd: number): void {
    try {
      this.#options.fs.truncateSync(fd, segment.bytes);
    } catch {
      // Counted where it shows: the event is dropped by the caller, the tail is reported by the reader.
      this.#release(segment, fd);
    }
  }

  #seal(): void {
    const segment = this.#open;
    if (segment?.fd === null || segment === null) return;
    try {
      this.#write(segment, encodeSealedFrame(segment.records), 0);
      segment.sealed = true;
    } catch (error) {
      // Not sealed: it will be adopted once this process is gone.
      this.#options.logger.warn('a segment of the spool could not be sealed', { code: errorCode(error) });
    }
    if (segment.fd !== null) this.#release(segment, segment.fd);
  }

  #release(segment: OpenSegment, fd: number): void {
    this.#sync.ended(fd);
    segment.fd = null;
    this.#open = null;
  }

  #drop(lines: readonly SpoolLine[], reason: string, error: unknown): 'dropped' {
    this.#addLost(lines, reason === 'spool_full' ? 'spool_bytes' : 'write_failed');
    // Said once; the total is said when writing works again.
    if (this.#writing) {
      this.#options.logger.error('events cannot be written to the spool and are dropped', {
        reason,
        code: errorCode(error),
      });
      this.#writing = false;
    }
    return 'dropped';
  }

  #addLost(lines: readonly SpoolLine[], reason: string): void {
    const [first, last] = [lines[0], lines.at(-1)];
    if (first === undefined || last === undefined) return;
    const lost: Gap = {
      reason,
      dropped_events: lines.length,
      dropped_bytes: lines.reduce((sum, { json }) => sum + json.length, 0),
      first_occurred_at_ms: first.occurredAtMs,
      last_occurred_at_ms: last.occurredAtMs,
    };
    this.#lost = this.#lost === null ? lost : joinGaps(this.#lost, lost);
    this.#dropped += lines.length;
  }

  #addGap(gap: Gap): void {
    this.#frames.add(this.#options.gapLine(gap).json, frameFlags.gap);
  }
}
