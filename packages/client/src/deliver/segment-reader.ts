import { findFrame, headerBytesMax, readFrame, readSegmentStart, type SegmentStart } from './segment-format.js';
import { readOnce, type ReadHandle, type SpoolFs } from './spool-fs.js';

/** What stands at an offset of a segment. Offsets are those of the file. */
export type SegmentStep =
  | {
      readonly kind: 'record';
      /** Shares memory with the reader: valid until its next step. */
      readonly line: Buffer;
      readonly end: number;
      readonly listContinues: boolean;
      readonly gap: boolean;
    }
  | { readonly kind: 'sealed'; readonly records: number; readonly end: number }
  /** Nothing more, as far as the file was said to go. */
  | { readonly kind: 'end' }
  /** Half a frame at the end: being written, or torn. */
  | { readonly kind: 'partial' }
  /** Bytes that are no frame; the next whole one begins at `resumeAt`, if there is any. */
  | { readonly kind: 'damaged'; readonly resumeAt: number | null };

/** Which segment, and how much of it is held in memory at a time. */
export interface SegmentReaderOptions {
  readonly fs: Pick<SpoolFs, 'openToRead'>;
  readonly path: string;
  readonly chunkBytes: number;
  readonly frameBytesMax: number;
  /**
   * Given when this process writes the segment, and tells how far: frames that are still in memory. Checksums are for what
   * a crash or a disk left behind, so those of such a segment are not looked at.
   */
  readonly recent?: (offset: number) => Buffer | null;
}

const nothing = Buffer.alloc(0);

/** Reads a segment forwards, a chunk at a time: steps within a chunk are free of I/O and of promises. */
export class SegmentReader {
  #options: SegmentReaderOptions;
  #file: ReadHandle | null = null;
  #buffer: Buffer = nothing;
  #chunk: Buffer = nothing;
  #chunkAt = 0;

  constructor(options: SegmentReaderOptions) {
    this.#options = options;
  }

  async start(): Promise<SegmentStart> {
    return readSegmentStart(await readOnce(this.#options.fs, this.#options.path, 0, headerBytesMax));
  }

  /** The record at `offset` when it is in memory; null when {@link SegmentReader.step} has to look. */
  recordInMemory(offset: number): Extract<SegmentStep, { kind: 'record' }> | null {
    const at = offset - this.#chunkAt;
    if (at < 0 || at >= this.#chunk.length) return null;
    const { frameBytesMax, recent } = this.#options;
    const frame = readFrame(this.#chunk, at, frameBytesMax, recent === undefined);
    if (frame.kind !== 'record') return null;
    const { kind, payloadStart, end, listContinues, gap } = frame;
    return { kind, line: this.#chunk.subarray(payloadStart, end), end: this.#chunkAt + end, listContinues, gap };
  }

  /** Reads a chunk that begins at `offset`. */
  async load(offset: number, fileBytes: number): Promise<void> {
    const recent = this.#options.recent?.(offset) ?? null;
    if (recent !== null) {
      this.#chunk = recent.subarray(0, fileBytes - offset);
      this.#chunkAt = offset;
      return;
    }
    await this.#load(offset, Math.min(this.#options.chunkBytes, fileBytes - offset));
  }

  /** What stands at `offset` of a file that has `fileBytes`. */
  async step(offset: number, fileBytes: number): Promise<SegmentStep> {
    if (offset >= fileBytes) return { kind: 'end' };
    const record = this.recordInMemory(offset);
    if (record !== null) return record;
    await this.load(offset, fileBytes);
    const again = this.recordInMemory(offset);
    if (again !== null) return again;
    const frame = readFrame(this.#chunk, 0, this.#options.frameBytesMax);
    if (frame.kind === 'sealed') return { kind: 'sealed', records: frame.records, end: offset + frame.end };
    if (frame.kind === 'partial' && this.#chunk.length + frame.needBytes <= fileBytes - offset) {
      await this.#load(offset, this.#chunk.length + frame.needBytes);
      const large = this.recordInMemory(offset);
      if (large !== null) return large;
    }
    await this.#load(offset, fileBytes - offset);
    const resumeAt = findFrame(this.#chunk, 0, this.#options.frameBytesMax);
    if (resumeAt !== null) return { kind: 'damaged', resumeAt: offset + resumeAt };
    return frame.kind === 'partial' ? { kind: 'partial' } : { kind: 'damaged', resumeAt: null };
  }

  /** The file has another name now. */
  moveTo(path: string): void {
    this.#options = { ...this.#options, path };
  }

  /** Lets go of the file and of what was read. */
  async close(): Promise<void> {
    this.#buffer = nothing;
    this.#chunk = nothing;
    const file = this.#file;
    this.#file = null;
    await file?.close();
  }

  async #load(offset: number, bytes: number): Promise<void> {
    this.#file ??= await this.#options.fs.openToRead(this.#options.path);
    // Used again: what was read before is done with when more is needed, and fresh memory for each read costs collections.
    if (this.#buffer.length < bytes) this.#buffer = Buffer.allocUnsafeSlow(Math.max(bytes, this.#options.chunkBytes));
    this.#chunk = this.#buffer.subarray(0, await this.#file.read(offset, this.#buffer.subarray(0, bytes)));
    this.#chunkAt = offset;
  }
}
