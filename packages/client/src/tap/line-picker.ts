/** Says by the bytes `[start, end)` of a line whether it may matter; its beginning alone is enough to say no. */
export type LineTest = (bytes: Uint8Array, start: number, end: number) => boolean;

/** What {@link createLinePicker} is made with. */
export interface LinePickerOptions {
  readonly mayMatter: LineTest;
  /** A longer line is not kept. */
  readonly lineBytesMax: number;
  /** A line that may matter, without its line feed. Valid until the next turn of the event loop at least. */
  readonly onLine: (line: Buffer) => void;
  readonly onOverlong: () => void;
  readonly onEmpty?: () => void;
}

/** Finds in one direction's bytes the lines that may matter. */
export interface LinePicker {
  readonly push: (chunk: Buffer) => void;
  /** The stream has ended: what stands behind the last line feed is the last line. */
  readonly end: () => void;
}

const lineFeed = 0x0a;

/** So much of a line's beginning decides; a shorter beginning is looked at again when more of it is there. */
const headBytes = 256;

/**
 * Most lines are deltas that nobody needs. They are told by their first bytes where they lie, in the chunk: no copy, no
 * string, no object for them. What is kept of a line that continues in the next chunk is only what may matter.
 */
export function createLinePicker(options: LinePickerOptions): LinePicker {
  const { mayMatter, lineBytesMax, onLine, onOverlong, onEmpty } = options;
  /** Beginning of the line that the last chunk left open; empty when it matters not. */
  let kept: Buffer[] = [];
  let openBytes = 0;
  let skipping = false;

  function restart(): void {
    if (kept.length > 0) kept = [];
    openBytes = 0;
    skipping = false;
  }

  function keep(part: Buffer): void {
    openBytes += part.length;
    if (skipping) return;
    if (openBytes > lineBytesMax) {
      onOverlong();
      kept = [];
      skipping = true;
      return;
    }
    const undecided = openBytes - part.length < headBytes;
    kept.push(part);
    if (!undecided) return;
    const head = kept.length === 1 ? part : Buffer.concat(kept);
    if (mayMatter(head, 0, head.length)) {
      if (kept.length > 1) kept = [head];
    } else {
      kept = [];
      skipping = true;
    }
  }

  function close(): void {
    if (!skipping && openBytes > 0) onLine(kept.length === 1 ? kept[0]! : Buffer.concat(kept));
    restart();
  }

  function push(chunk: Buffer): void {
    let start = 0;
    if (openBytes > 0) {
      const end = chunk.indexOf(lineFeed);
      keep(end < 0 ? chunk : chunk.subarray(0, end));
      if (end < 0) return;
      close();
      start = end + 1;
    }
    for (;;) {
      const end = chunk.indexOf(lineFeed, start);
      if (end < 0) break;
      if (end === start) onEmpty?.();
      else if (mayMatter(chunk, start, end)) {
        if (end - start > lineBytesMax) onOverlong();
        else onLine(chunk.subarray(start, end));
      }
      start = end + 1;
    }
    if (start < chunk.length) keep(chunk.subarray(start));
  }

  return { push, end: close };
}
