/** Frames of one segment, one after the other as they stand in its file. */
interface Chunk {
  readonly bytes: Buffer;
  segmentId: string;
  /** Offset in the file of its first byte. */
  start: number;
  length: number;
}

/** Chunks that wait for the sender; the newest ones are kept, what is older is read from disk. */
const chunksMax = 3;

/**
 * The newest frames that this process wrote, so that its sender need not read back what has just gone to disk. Memory is
 * used again and bounded by a few chunks, whatever waits.
 */
export class RecentFrames {
  readonly #chunkBytes: number;
  /** Oldest first; the last one takes what is written next. */
  #chunks: Chunk[] = [];
  #free: Chunk[] = [];
  /** What the sender reads at present. */
  #taken: Chunk | null = null;

  /** `chunkBytes`: what a sender takes at once. */
  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  /** Remembers frames that were written at `offset` of a segment. */
  add(segmentId: string, offset: number, frames: Buffer): void {
    let chunk = this.#chunks.at(-1);
    if (
      chunk === undefined ||
      chunk === this.#taken ||
      chunk.segmentId !== segmentId ||
      chunk.start + chunk.length !== offset ||
      chunk.length + frames.length > this.#chunkBytes
    ) {
      if (frames.length > this.#chunkBytes) return;
      chunk = this.#begin(segmentId, offset);
    }
    frames.copy(chunk.bytes, chunk.length);
    chunk.length += frames.length;
  }

  /**
   * The frames of a segment from `offset` on, as far as they are in memory together; null when they are not. Valid until
   * the next call.
   */
  take(segmentId: string, offset: number): Buffer | null {
    const taken = this.#taken;
    this.#taken = null;
    if (taken !== null && !this.#chunks.includes(taken)) this.#free.push(taken);
    const at = this.#chunks.findIndex(
      (chunk) => chunk.segmentId === segmentId && chunk.start <= offset && offset < chunk.start + chunk.length,
    );
    if (at < 0) return null;
    // The sender goes forwards: what lies before is settled.
    this.#free.push(...this.#chunks.splice(0, at));
    const chunk = this.#chunks[0]!;
    this.#taken = chunk;
    return chunk.bytes.subarray(offset - chunk.start, chunk.length);
  }

  #begin(segmentId: string, start: number): Chunk {
    if (this.#chunks.length === chunksMax) {
      const oldest = this.#chunks.shift()!;
      if (oldest !== this.#taken) this.#free.push(oldest);
    }
    const chunk = this.#free.pop() ?? {
      bytes: Buffer.allocUnsafeSlow(this.#chunkBytes),
      segmentId,
      start,
      length: 0,
    };
    chunk.segmentId = segmentId;
    chunk.start = start;
    chunk.length = 0;
    this.#chunks.push(chunk);
    return chunk;
  }
}
