import { createReducer } from '@tachograph/client/reducer';
import { decompressed, openRecordingSource, readRecording, type RecordedTransport } from '@tachograph/client/tap';

import { createEventPrinter, type PrintOptions } from './event-printer.js';
import type { ReduceSummary } from './reduce-summary.js';

/** What {@link reduceRecording} is told. */
export interface ReduceRecordingOptions {
  readonly label: string;
  readonly chunks: AsyncIterable<Buffer>;
  readonly transport: RecordedTransport | null;
  readonly print: PrintOptions;
  readonly write: (lines: string) => void;
  readonly summary: ReduceSummary;
}

/** Prints the events of one recording as it is read: what is in memory does not grow with it. */
export async function reduceRecording(options: ReduceRecordingOptions): Promise<void> {
  const { label, print, summary, write } = options;
  let text = '';
  let observedAtMs = 0;
  let printer: ReturnType<typeof createEventPrinter> | null = null;
  const source = await openRecordingSource({
    ...(options.transport === null ? {} : { transport: options.transport }),
    startRun() {
      const reducer = createReducer({ privacy: print.privacy });
      return {
        fact(fact) {
          observedAtMs = fact.atMs;
          printer?.print(reducer.reduce(fact), observedAtMs);
        },
        end(atMs) {
          printer?.print(reducer.end(atMs), atMs);
          summary.anomalies(reducer.anomalies);
        },
      };
    },
  });
  try {
    for await (const lines of readRecording(decompressed(options.chunks))) {
      printer ??= createEventPrinter(print, 'tap', JSON.stringify(lines[0]), (line) => {
        text += line;
      });
      for (const { lineNumber, reason } of source.push(lines)) summary.skipped(label, lineNumber, reason);
      if (text !== '') write(text);
      text = '';
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    summary.missing(label, `cannot be read any further${code}`);
  }
  source.end();
  if (text !== '') write(text);
  summary.anomalies(source.anomalies());
}
