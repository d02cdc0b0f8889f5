import { tapLimits } from '../../limits.js';
import { createLinePicker } from '../line-picker.js';
import { parseRecordedLine, type RecordedLine } from './recorded-line.js';

/** A line of a recording and its number, counted from 1. */
export type NumberedLine = RecordedLine & { readonly lineNumber: number };

/** The longest line of traffic that is kept, and what is written around it. */
const recordedLineBytesMax = tapLimits.lineBytesMax + 1024;

/**
 * Reads a recording in pieces: all lines of a chunk at a time, so that a reader keeps pace with whoever takes the result and
 * memory does not grow with the file.
 */
export async function* readRecording(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly NumberedLine[]> {
  let lines: NumberedLine[] = [];
  let lineNumber = 0;
  const picker = createLinePicker({
    mayMatter: () => true,
    lineBytesMax: recordedLineBytesMax,
    onLine(bytes) {
      lineNumber += 1;
      const text = bytes.toString('utf8');
      if (text.trim() !== '') lines.push({ ...parseRecordedLine(text), lineNumber });
    },
    onEmpty() {
      lineNumber += 1;
    },
    onOverlong() {
      lineNumber += 1;
      lines.push({ kind: 'unreadable', reason: 'too long', lineNumber });
    },
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
