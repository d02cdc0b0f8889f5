import { createEnrichment, reduceRolloutTree, skippedText } from '@tachograph/client/rollout';
import type { Enrichment, SkipList } from '@tachograph/client/rollout';

import { createEventPrinter, type PrintOptions } from './event-printer.js';
import type { ReduceSummary } from './reduce-summary.js';

/** What {@link reduceRollouts} is told. */
export interface ReduceRolloutsOptions {
  readonly label: string;
  /** A session log, or a folder of them. */
  readonly path: string;
  readonly print: PrintOptions;
  readonly write: (lines: string) => void;
  readonly summary: ReduceSummary;
}

/** Lines that are written at once. */
const pieceChars = 256 * 1024;

/** Prints the events of session logs, family by family. */
export function reduceRollouts({ label, path, print, write, summary }: ReduceRolloutsOptions): void {
  let text = '';
  const printer = createEventPrinter(print, 'rollout', label, (line) => {
    text += line;
    if (text.length < pieceChars) return;
    write(text);
    text = '';
  });
  const result = reduceRolloutTree(path, (emission) => printer.print([emission], emission.occurredAtMs), {
    privacy: print.privacy,
  });
  if (text !== '') write(text);
  tellSkipped(result.skipped, summary);
  summary.anomalies(result.anomalies);
}

/** Opens the session logs that enrich a recording. */
export function openEnrichment(path: string, summary: ReduceSummary): Enrichment {
  const enrichment = createEnrichment(path);
  tellSkipped(enrichment.skipped, summary);
  return enrichment;
}

function tellSkipped(skipped: SkipList, summary: ReduceSummary): void {
  for (const { reason, path, byteOffset } of skipped.first) {
    if (reason === 'copy-of-session') continue;
    summary.missing(byteOffset === undefined ? path : `${path} at byte ${byteOffset}`, skippedText[reason]);
  }
}
