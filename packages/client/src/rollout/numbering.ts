import type { Emission } from '../reducer/index.js';
import { rolloutLimits } from '../limits.js';

/** Numbers the events of each line. */
export interface Numbering {
  /** The same event, with its number among those of its line. */
  place(emission: Emission): Emission;
}

/**
 * Numbers the events of each line. Some come out at once and some with the end of their turn, so that the reducer, which
 * sees one fact at a time, cannot number them; the number is part of the delivery id, and one that is given twice costs an event.
 * When too many lines are counted, those of the log with the most of them are forgotten: one that waits for what its agents do
 * adds few, theirs add many.
 */
export function createNumbering(linesMax: number = rolloutLimits.numberedLinesMax): Numbering {
  /** How many events each line has, by log and offset; in the order of their first events. */
  const logs = new Map<string, Map<number, number>>();
  let lines = 0;
  return {
    place(emission) {
      const { origin } = emission;
      if (origin === undefined) return emission;
      let counts = logs.get(origin.sessionId);
      if (counts === undefined) logs.set(origin.sessionId, (counts = new Map()));
      const index = counts.get(origin.byteOffset) ?? 0;
      counts.set(origin.byteOffset, index + 1);
      if (index === 0 && ++lines > linesMax) lines -= forgetOlderHalf(logs);
      return { ...emission, origin: { ...origin, index } };
    },
  };
}

/** Forgets half of the lines of the log that has the most, so that logs are compared rarely; gives how many. */
function forgetOlderHalf(logs: ReadonlyMap<string, Map<number, number>>): number {
  let longest: Map<number, number> | undefined;
  for (const counts of logs.values()) if (longest === undefined || counts.size > longest.size) longest = counts;
  let forgotten = 0;
  const half = Math.ceil((longest?.size ?? 0) / 2);
  for (const offset of longest?.keys() ?? []) {
    if (forgotten === half) break;
    longest?.delete(offset);
    forgotten++;
  }
  return forgotten;
}
