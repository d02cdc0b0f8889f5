/** Bytes that are added to at the end. */
export interface ByteList {
  readonly length: number;
  addText(text: string): void;
  addBytes(from: Buffer, start: number, end: number): void;
  /** What is in it, valid until the next addition. */
  bytes(): Buffer;
  /** Empties it; the memory stays for what comes. */
  clear(): void;
}

/** UTF-16 units become at most three bytes each. */
const bytesPerUnitMax = 3;

export function createByteList(capacity: number): ByteList {
  let buffer = Buffer.allocUnsafeSlow(Math.max(capacity, 1024));
  let length = 0;

  function reserve(more: number): void {
    if (length + more <= buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(length + more, buffer.length * 2));
    buffer.copy(larger, 0, 0, length);
    buffer = larger;
  }

  return {
    get length() {
      return length;
    },
    addText(text) {
      reserve(text.length * bytesPerUnitMax);
      length += buffer.write(text, length, 'utf8');
    },
    addBytes(from, start, end) {
      reserve(end - start);
      from.copy(buffer, length, start, end);
      length += end - start;
    },
    bytes: () => buffer.subarray(0, length),
    clear() {
      length = 0;
    },
  };
}
