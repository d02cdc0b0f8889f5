import { join } from 'node:path';

import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import type { SegmentProgress } from './cursor.js';
import { gapOfLine, type Gap } from './gap.js';
import { byAge, parseSegmentFileName, segmentFileName, type SegmentName } from './segment-name.js';
import { readFrame, sealedFrameBytes } from './segment-format.js';
import { SegmentReader } from './segment-reader.js';
import type { Piece } from './sender-state.js';
import { collectBatch, type Batch, type QueuedSegment } from './queued-segment.js';
import { keepSent, setAside } from './settled-files.js';
import { readOnce, type SpoolFs } from './spool-fs.js';
import type { SpoolWriter } from './spool-writer.js';
import type { Batching } from './transport.js';

/** The folder, and how far the cursor says that each segment is sent. */
export interface SpoolQueueOptions {
  readonly directory: string;
  readonly fs: SpoolFs;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
  readonly writer: SpoolWriter;
  readonly progress: Readonly<Record<string, SegmentProgress>>;
}

/** What is known of a segment that comes to the queue. */
interface FoundSegment {
  readonly id: string;
  readonly name: SegmentName;
  readonly createdAtMs: number;
  readonly bytes: number;
  /** Offset of the first record. */
  readonly start: number;
  readonly ownWriting: boolean;
}

/** The waiting segments of a spool, oldest first, for the one process that sends them. */
export class SpoolQueue {
  readonly #options: SpoolQueueOptions;
  #segments: QueuedSegment[] = [];
  /** Files that a newer version of this program wrote: left alone, and said once. */
  readonly #strange = new Set<string>();
  #unborn: SegmentName[] = [];
  #unreadable = 0;

  constructor(options: SpoolQueueOptions) {
    this.#options = options;
  }

  segments(): readonly QueuedSegment[] {
    return this.#segments;
  }

  /** Files whose owner has not written, or never wrote, their start. */
  unborn(): readonly SegmentName[] {
    return this.#unborn;
  }

  /** Files set aside and places skipped since the last call. */
  takeUnreadable(): number {
    const count = this.#unreadable;
    this.#unreadable = 0;
    return count;
  }

  /** How far each waiting segment is settled. */
  progress(): Readonly<Record<string, SegmentProgress>> {
    return Object.fromEntries(this.#segments.map(({ id, offset, records }) => [id, { offset, records }]));
  }

  /** Takes note of what this process wrote: needs no look at the folder. */
  noteOwn(): void {
    for (const own of this.#options.writer.segments()) {
      const name = parseSegmentFileName(own.fileName);
      if (name === null || own.bytes === 0) continue;
      const known = this.#segments.find(({ id }) => id === own.id);
      const segment = known ?? this.#add({ ...own, name, ownWriting: true });
      segment.bytes = own.bytes;
      segment.totalRecords = own.records;
      segment.complete = own.sealed;
    }
  }

  /** Looks at the folder for what other processes wrote. */
  async refresh(): Promise<void> {
    const { directory, fs, logger } = this.#options;
    this.noteOwn();
    const own = new Set(this.#options.writer.segments().map(({ fileName }) => fileName));
    const known = new Map(this.#segments.map((segment) => [segmentFileName(segment.name), segment]));
    this.#unborn = [];
    const files = await fs.list(directory);
    const there = new Set(files);
    for (const [fileName, segment] of known) {
      if (there.has(fileName)) continue;
      this.#options.writer.abandon(segment.id);
      // Removed by hand: nothing of it can be sent.
      logger.warn('a file of the spool has vanished', { events: (segment.totalRecords ?? 0) - segment.records });
      await this.remove(segment);
    }
    for (const fileName of files) {
      const name = parseSegmentFileName(fileName);
      if (name === null || own.has(fileName) || this.#strange.has(fileName)) continue;
      const segment = known.get(fileName);
      if (segment?.complete === true) continue;
      const { size } = await fs.stat(join(directory, fileName));
      if (segment === undefined) await this.#discover(name, size);
      else if (segment.bytes !== size) await this.#grow(segment, size);
    }
  }

  /** The next records to send, or null when nothing waits. Finishes segments on its way. */
  async next(batching: Batching): Promise<Batch | null> {
    for (const segment of this.#segments) {
      const batch = await this.#nextOf(segment, batching);
      if (batch !== null) return batch;
    }
    return null;
  }

  /** Whether less than a full batch waits, as far as it is known. */
  isShort({ eventsMax, bytesMax }: Batching): boolean {
    let [events, bytes] = [0, 0];
    for (const segment of this.#segments) {
      if (segment.totalRecords === null) continue;
      events += segment.totalRecords - segment.records;
      bytes += segment.bytes - segment.offset;
    }
    return events < eventsMax && bytes < bytesMax;
  }

  /** A piece of a batch is done, and everything before it. Says how many events its gaps stand for. */
  settle({ segment, ends, gaps, lines }: Batch, { from, to }: Piece): number {
    segment.offset = ends[to - 1] ?? segment.offset;
    segment.records += to - from;
    let dropped = 0;
    for (const index of gaps) {
      if (index >= from && index < to) dropped += gapOfLine(lines[index]!).dropped_events ?? 0;
    }
    return dropped;
  }

  /** Takes a segment out; its file is gone or is another one now. */
  async remove(segment: QueuedSegment): Promise<void> {
    this.#segments = this.#segments.filter((one) => one !== segment);
    this.#options.writer.forget(segment.id);
    await segment.reader.close();
  }

  /** Lets go of all files. */
  async close(): Promise<void> {
    await Promise.all(this.#segments.map(({ reader }) => reader.close()));
  }

  async #discover(name: SegmentName, bytes: number): Promise<void> {
    const { directory, fs, logger } = this.#options;
    const fileName = segmentFileName(name);
    const start = await this.#reader(name, null).start();
    switch (start.kind) {
      case 'segment':
        await this.#grow(
          this.#add({
            id: start.header.id,
            name,
            createdAtMs: start.header.created_at_ms,
            bytes,
            start: start.end,
            ownWriting: false,
          }),
          bytes,
        );
        return;
      case 'partial':
        this.#unborn.push(name);
        return;
      case 'newer':
        this.#strange.add(fileName);
        logger.warn('a newer version of this program left events in the spool; only that can send them', {});
        return;
      case 'unreadable':
        await setAside(directory, fileName, fs);
        this.#reportUnreadable(bytes);
    }
  }

  /** A segment of another process has more bytes; the last ones say whether it is sealed. */
  async #grow(segment: QueuedSegment, bytes: number): Promise<void> {
    const { directory, fs, limits } = this.#options;
    segment.bytes = bytes;
    const path = join(directory, segmentFileName(segment.name));
    const last = readFrame(
      await readOnce(fs, path, bytes - sealedFrameBytes, sealedFrameBytes),
      0,
      limits.eventBytesMax,
    );
    if (last.kind !== 'sealed') return;
    segment.complete = true;
    segment.totalRecords = last.records;
  }

  #add({ id, name, createdAtMs, bytes, start, ownWriting }: FoundSegment): QueuedSegment {
    const progress = this.#options.progress[id];
    const segment: QueuedSegment = {
      id,
      name,
      createdAtMs,
      bytes,
      offset: progress?.offset ?? start,
      records: progress?.records ?? 0,
      totalRecords: null,
      complete: false,
      damaged: 0,
      droppedEvents: null,
      reader: this.#reader(name, ownWriting ? id : null),
    };
    this.#segments.push(segment);
    this.#segments.sort((a, b) => byAge(a.name, b.name));
    return segment;
  }

  async #nextOf(segment: QueuedSegment, batching: Batching): Promise<Batch | null> {
    const { reader } = segment;
    // The lines of a batch share the memory of one chunk. Where that ends in the middle, a chunk is read from the start of
    // the batch, once: then what does not fit is for the next.
    let fresh = false;
    for (;;) {
      const batch = collectBatch(segment, batching);
      const at = batch.ends.at(-1) ?? segment.offset;
      if (batch.lines.length > 0 && (batch.full || fresh || at >= segment.bytes)) return batch;
      if (batch.lines.length > 0) {
        await reader.load(segment.offset, segment.bytes);
        fresh = true;
        continue;
      }
      const step = await reader.step(segment.offset, segment.bytes);
      fresh = true;
      if (step.kind === 'record') continue;
      const resumeAt = await this.#noRecord(segment, step.kind === 'damaged' ? step.resumeAt : null, step.kind);
      if (resumeAt === null) return null;
    }
  }

  /** No record where one was looked for: says where to look next, or null when there is nothing for now. */
  async #noRecord(segment: QueuedSegment, resumeAt: number | null, kind: string): Promise<number | null> {
    if (resumeAt !== null) {
      segment.damaged++;
      segment.offset = resumeAt;
      return resumeAt;
    }
    if (kind === 'sealed') await this.#finish(segment);
    else if (segment.complete) {
      // It was said to be whole, and is not.
      segment.damaged++;
      await this.#finish(segment);
    }
    return null;
  }

  /** Everything in a segment is settled. What was sent last stays readable until the next takes its place. */
  async #finish(segment: QueuedSegment): Promise<void> {
    const { directory, fs, limits } = this.#options;
    const fileName = segmentFileName(segment.name);
    if (segment.damaged > 0) {
      await setAside(directory, fileName, fs);
      await this.remove(segment);
      this.#reportUnreadable(segment.bytes);
      return;
    }
    await keepSent(directory, fileName, limits.segmentBytesMax, fs);
    await this.remove(segment);
  }

  #reportUnreadable(bytes: number): void {
    this.#unreadable++;
    this.#options.logger.error('a part of the spool cannot be read; its file is set aside as .bad', { bytes });
    const gap: Gap = {
      reason: 'unreadable',
      dropped_events: null,
      dropped_bytes: null,
      first_occurred_at_ms: null,
      last_occurred_at_ms: null,
    };
    this.#options.writer.appendGap(gap);
  }

  /** `ownId`: of a segment that this process writes. */
  #reader(name: SegmentName, ownId: string | null): SegmentReader {
    const { directory, fs, limits, writer } = this.#options;
    return new SegmentReader({
      fs,
      path: join(directory, segmentFileName(name)),
      chunkBytes: limits.batchBytesMax,
      frameBytesMax: limits.eventBytesMax,
      ...(ownId === null ? {} : { recent: (offset) => writer.recent.take(ownId, offset) }),
    });
  }
}
