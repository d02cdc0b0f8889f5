/** Line numbers that are named one by one; the rest is counted. */
const namedMax = 50;

/** What was left out and what was odd, over all inputs; told on standard error at the end. */
export interface ReduceSummary {
  readonly skipped: (label: string, lineNumber: number, reason: string) => void;
  /** A part of the input that is no line. */
  readonly missing: (label: string, reason: string) => void;
  readonly anomalies: (counts: ReadonlyMap<string, number>) => void;
  readonly isPartial: () => boolean;
  readonly lines: () => readonly string[];
}

/** An empty summary. */
export function createReduceSummary(): ReduceSummary {
  const odd = new Map<string, number>();
  const named: string[] = [];
  let left = 0;
  let parts = 0;
  return {
    skipped(label, lineNumber, reason) {
      left += 1;
      if (left <= namedMax) named.push(`${label}: line ${lineNumber} skipped: ${reason}`);
    },
    missing(label, reason) {
      parts += 1;
      if (parts <= namedMax) named.push(`${label}: ${reason}`);
    },
    anomalies(counts) {
      for (const [reason, count] of counts) odd.set(reason, (odd.get(reason) ?? 0) + count);
    },
    isPartial: () => left + parts > 0,
    lines: () => [
      ...named,
      ...(left > 0 ? [`${left} ${left === 1 ? 'line' : 'lines'} skipped`] : []),
      ...[...odd].sort().map(([reason, count]) => `anomaly: ${reason}: ${count}`),
    ],
  };
}
