import { Decompress } from 'fzstd';

/** Whether a file is zstd-compressed, by its first four bytes. */
export function isZstd(head: Uint8Array): boolean {
  return head[0] === 0x28 && head[1] === 0xb5 && head[2] === 0x2f && head[3] === 0xfd;
}

/** Takes a compressed file piece by piece. */
export interface Decompressor {
  /** Takes compressed bytes; false when they are damaged and nothing more will come. */
  push(bytes: Uint8Array): boolean;
  /** Whether the frame was complete. A frame without a checksum that ends at a block boundary looks complete. */
  readonly finished: boolean;
}

/** Decompresses as a stream: memory is bounded by the window of the frame, not by the file. The first `skip` bytes are left out. */
export function createDecompressor(emit: (bytes: Uint8Array) => void, skip = 0): Decompressor {
  let left = skip;
  let broken = false;
  const give = (bytes: Uint8Array) => {
    if (left >= bytes.length) left -= bytes.length;
    else {
      emit(left > 0 ? bytes.subarray(left) : bytes);
      left = 0;
    }
  };
  const stream = new Decompress((bytes) => {
    if (bytes.length > 0) give(bytes);
  });
  return {
    push(bytes) {
      if (broken) return false;
      try {
        // the stream keeps what it cannot use yet, so it must own it
        stream.push(bytes.slice());
      } catch {
        broken = true;
      }
      return !broken;
    },
    get finished() {
      if (broken) return false;
      try {
        stream.push(new Uint8Array(0), true);
        return true;
      } catch {
        return false;
      }
    },
  };
}
