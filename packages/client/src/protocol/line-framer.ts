/**
 * Newline-delimited JSON out of any chunks. Pure: bytes in, lines out, without their line ends (`\n` or `\r\n`).
 * A line that lies inside one chunk is a view of that chunk; one that spans chunks is a copy of its own.
 */
export interface LineFramer {
  /** Takes the next bytes and returns the lines that they complete. Empty lines are left out. */
  push(chunk: Uint8Array): readonly Uint8Array[];
  /** The input is over: returns what stood behind the last line end, if anything did, and starts afresh. */
  end(): readonly Uint8Array[];
  /** Lines that were longer than the limit: counted, not kept. */
  readonly overlongLines: number;
}

/** What {@link createLineFramer} is told. */
export interface LineFramerOptions {
  /** Longest line that is kept, in bytes without its line end. */
  readonly lineBytesMax: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** A framer for one direction of one connection. */
export function createLineFramer({ lineBytesMax }: LineFramerOptions): LineFramer {
  let parts: Uint8Array[] = [];
  let partBytes = 0;
  let tooLong = false;
  let overlongLines = 0;

  const keep = (part: Uint8Array) => {
    partBytes += part.length;
    // One byte more than the limit may be the carriage return of the line end.
    if (tooLong || partBytes > lineBytesMax + 1) {
      tooLong = true;
      parts = [];
    } else if (part.length > 0) parts.push(part);
  };

  const take = (): Uint8Array | null => {
    const line = withoutCarriageReturn(parts.length === 1 ? parts[0]! : concat(parts, partBytes));
    const kept = !tooLong && line.length <= lineBytesMax;
    if (!kept) overlongLines++;
    parts = [];
    partBytes = 0;
    tooLong = false;
    return kept && line.length > 0 ? line : null;
  };

  return {
    push(chunk) {
      const lines: Uint8Array[] = [];
      let from = 0;
      for (let at = chunk.indexOf(lineFeed); at >= 0; at = chunk.indexOf(lineFeed, from)) {
        keep(chunk.subarray(from, at));
        const line = take();
        if (line !== null) lines.push(line);
        from = at + 1;
      }
      // The rest outlives this call, and the caller may use its buffer again.
      if (from < chunk.length) keep(tooLong ? chunk.subarray(from) : chunk.slice(from));
      return lines;
    },
    end() {
      if (partBytes === 0) return [];
      const line = take();
      return line === null ? [] : [line];
    },
    get overlongLines() {
      return overlongLines;
    },
  };
}

function withoutCarriageReturn(line: Uint8Array): Uint8Array {
  return line[line.length - 1] === carriageReturn ? line.subarray(0, -1) : line;
}

function concat(parts: readonly Uint8Array[], bytes: number): Uint8Array {
  const whole = new Uint8Array(parts.length === 0 ? 0 : bytes);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
