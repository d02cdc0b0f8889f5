import { protocolLimits } from '../../limits.js';
import { createLinePicker } from '../line-picker.js';

/** A line and its number, counted from 1; null stands for one that is too long to be read. */
export interface NumberedLine {
  readonly lineNumber: number;
  readonly text: string | null;
}

/** The longest line of traffic that is kept, and what is written around it. */
const recordedLineBytesMax = protocolLimits.lineBytesMax + 1024;

/**
 * Reads lines in pieces: all lines of a chunk at a time, so that a reader keeps pace with whoever takes the result and memory
 * does not grow with the file.
 */
export async function* numberedLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly NumberedLine[]> {
  let lines: NumberedLine[] = [];
  let lineNumber = 0;
  const add = (text: string | null): void => {
    lineNumber += 1;
    lines.push({ lineNumber, text });
  };
  const picker = createLinePicker({
    mayMatter: () => true,
    lineBytesMax: recordedLineBytesMax,
    onLine: (bytes) => add(bytes.toString('utf8')),
    onEmpty: () => add(''),
    onOverlong: () => add(null),
  });
  for await (const chunk of chunks) {
    picker.push(chunk);
    if (lines.length === 0) continue;
    yield lines;
    lines = [];
  }
  picker.end();
  if (lines.length > 0) yield lines;
}
