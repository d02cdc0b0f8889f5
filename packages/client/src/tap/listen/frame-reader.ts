/** Gets the text messages of one direction of a websocket. */
export interface FrameReaderOptions {
  readonly onMessage: (message: Buffer) => void;
  /** A longer message is not kept. */
  readonly messageBytesMax: number;
  readonly onOverlong: () => void;
}

/** Reads frames that somebody else sends and receives. */
export interface FrameReader {
  readonly push: (chunk: Buffer) => void;
}

const continuation = 0x0;
const control = 0x8;

/**
 * Reads the frames (RFC 6455) of a stream that is only passed through. It never changes the bytes that it is given: they are
 * on their way to somebody else, so a masked payload is unmasked in a copy. Throws on what is no frame.
 */
export function createFrameReader({ onMessage, messageBytesMax, onOverlong }: FrameReaderOptions): FrameReader {
  /** Bytes of a frame header that is not complete yet. */
  let header = Buffer.alloc(0);
  let frame: Frame | null = null;
  let left = 0;
  let parts: Buffer[] = [];
  let messageBytes = 0;
  let tooLong = false;
  let maskAt = 0;

  function take(part: Buffer, { mask, isControl }: Frame): void {
    if (isControl) return;
    messageBytes += part.length;
    if (tooLong || messageBytes > messageBytesMax) {
      tooLong = true;
      parts = [];
      return;
    }
    parts.push(mask === null ? part : unmasked(part, mask, maskAt));
    maskAt = (maskAt + part.length) & 3;
  }

  function finish({ final, isControl }: Frame): void {
    if (isControl || !final) return;
    if (tooLong) onOverlong();
    else if (messageBytes > 0) onMessage(parts.length === 1 ? parts[0]! : Buffer.concat(parts));
    parts = [];
    messageBytes = 0;
    tooLong = false;
  }

  return {
    push(chunk) {
      let at = 0;
      while (at < chunk.length || (frame !== null && left === 0)) {
        if (frame === null) {
          const bytes = header.length === 0 ? chunk.subarray(at) : Buffer.concat([header, chunk.subarray(at)]);
          const read = readHeader(bytes);
          if (read === null) {
            header = Buffer.from(bytes);
            return;
          }
          at += read.headerBytes - header.length;
          header = Buffer.alloc(0);
          frame = read;
          left = read.payloadBytes;
          maskAt = 0;
        }
        const part = chunk.subarray(at, at + left);
        if (part.length > 0) take(part, frame);
        at += part.length;
        left -= part.length;
        if (left > 0) return;
        finish(frame);
        frame = null;
      }
    },
  };
}

interface Frame {
  readonly headerBytes: number;
  readonly payloadBytes: number;
  readonly final: boolean;
  readonly isControl: boolean;
  readonly mask: Buffer | null;
}

/** The header at the beginning of `bytes`; null when more of it must come. */
function readHeader(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const first = bytes[0]!;
  const second = bytes[1]!;
  if ((first & 0x70) !== 0) throw new Error('websocket extension in use');
  const short = second & 0x7f;
  const lengthBytes = short === 126 ? 2 : short === 127 ? 8 : 0;
  const isMasked = (second & 0x80) !== 0;
  const headerBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < headerBytes) return null;
  const payloadBytes =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  if (!Number.isSafeInteger(payloadBytes)) throw new Error('websocket frame of an impossible length');
  const opcode = first & 0x0f;
  return {
    headerBytes,
    payloadBytes,
    final: (first & 0x80) !== 0,
    // Binary messages (opcode 2) are collected like text: the protocol has none, and what is not JSON is counted later.
    isControl: opcode !== continuation && opcode >= control,
    mask: isMasked ? Buffer.from(bytes.subarray(headerBytes - 4, headerBytes)) : null,
  };
}

function unmasked(part: Buffer, mask: Buffer, maskAt: number): Buffer {
  const copy = Buffer.allocUnsafe(part.length);
  for (let i = 0; i < part.length; i++) copy[i] = part[i]! ^ mask[(maskAt + i) & 3]!;
  return copy;
}
