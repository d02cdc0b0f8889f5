/**
 * Memory for bodies, used again. Fresh memory for each would live just long enough to be taken for old by the garbage
 * collector, which then runs all the time.
 */
export interface BodyMemory {
  /** A piece of so many bytes, with whatever stood there before. */
  take(bytes: number): Buffer;
  /** Gives a piece back; nobody may look at it afterwards. */
  give(piece: Buffer): void;
}

/** Pieces are of a few sizes, so that one fits the next body too. */
const smallestBytes = 64 * 1024;

/** Keeps at most `keptBytesMax` for later. */
export function createBodyMemory(keptBytesMax: number): BodyMemory {
  const kept = new Map<number, ArrayBuffer[]>();
  let keptBytes = 0;
  return {
    take(bytes) {
      const size = sizeFor(bytes);
      const piece = kept.get(size)?.pop();
      if (piece === undefined) return Buffer.from(new ArrayBuffer(size), 0, bytes);
      keptBytes -= size;
      return Buffer.from(piece, 0, bytes);
    },
    give({ buffer }) {
      const size = buffer.byteLength;
      if (!(buffer instanceof ArrayBuffer) || size !== sizeFor(size) || keptBytes + size > keptBytesMax) return;
      const pieces = kept.get(size);
      if (pieces === undefined) kept.set(size, [buffer]);
      else pieces.push(buffer);
      keptBytes += size;
    },
  };
}

function sizeFor(bytes: number): number {
  let size = smallestBytes;
  while (size < bytes) size *= 2;
  return size;
}
