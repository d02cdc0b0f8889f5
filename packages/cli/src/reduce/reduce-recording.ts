import { createRecordingReader } from '@tachograph/client/facts';
import { createReducer, type Emission } from '@tachograph/client/reducer';
import { decompressed, numberedLines } from '@tachograph/client/tap';

import { createEventPrinter, type EventPrinter, type PrintOptions } from './event-printer.js';
import { openEnrichment } from './reduce-rollouts.js';
import type { ReduceSummary } from './reduce-summary.js';

/** What {@link reduceRecording} is told. */
export interface ReduceRecordingOptions {
  readonly label: string;
  readonly chunks: AsyncIterable<Buffer>;
  /** As `meta.json` says it; the recording itself may say it too. */
  readonly transport: string | null;
  readonly print: PrintOptions;
  readonly write: (lines: string) => void;
  readonly summary: ReduceSummary;
  /** Folder of session logs of the same sessions. */
  readonly rollouts?: string;
}

/** Prints the events of one recording as it is read: what is in memory does not grow with it. */
export async function reduceRecording(options: ReduceRecordingOptions): Promise<void> {
  const { label, summary } = options;
  const enrichment = options.rollouts === undefined ? null : openEnrichment(options.rollouts, summary);
  const reducer = createReducer({ privacy: options.print.privacy, enrich: enrichment !== null });
  let text = '';
  let printer: EventPrinter | null = null;
  const print = (emissions: readonly Emission[]): void => printer?.print(emissions, reader.lastAtMs);
  const reader = createRecordingReader({
    ...(options.transport === null ? {} : { transport: options.transport }),
    onFact(fact) {
      for (const added of enrichment?.until(fact.atMs) ?? []) print(reducer.reduce(added));
      print(reducer.reduce(fact));
    },
    onBadLine: (lineNumber, reason) => summary.skipped(label, lineNumber, reason),
  });
  try {
    for await (const lines of numberedLines(decompressed(options.chunks))) {
      printer ??= createEventPrinter(options.print, 'tap', lines[0]?.text ?? '', (line) => {
        text += line;
      });
      for (const line of lines) {
        if (line.text === null) summary.skipped(label, line.lineNumber, 'too long');
        reader.line(line.text ?? '');
      }
      if (text !== '') options.write(text);
      text = '';
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
    summary.missing(label, `cannot be read any further${code}`);
  }
  reader.end();
  if (enrichment !== null) {
    // what the end of the server closes is enriched too
    print(reducer.reduce({ kind: 'serverEnded', atMs: reader.lastAtMs }));
    for (const added of enrichment.rest()) print(reducer.reduce(added));
  }
  print(reducer.end(reader.lastAtMs));
  if (text !== '') options.write(text);
  summary.anomalies(reader.anomalies);
  summary.anomalies(reducer.anomalies);
}
