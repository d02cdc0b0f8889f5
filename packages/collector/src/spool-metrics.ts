import { readSpoolStatus, type SpoolStatus } from '@tachograph/client/deliver';

import type { Metric } from './metrics.js';

/** What waits on this machine for its receivers; whoever asks often gets what was read a moment ago. */
export interface SpoolMetrics {
  read(): Promise<readonly Metric[]>;
}

/** Reading costs as much as what waits: that may be hundreds of megabytes. */
const readIntervalMs = 10_000;

export function createSpoolMetrics(directory: string, clock: () => number): SpoolMetrics {
  let last: Promise<readonly SpoolStatus[]> | null = null;
  let lastAtMs = 0;
  return {
    async read() {
      const nowMs = clock();
      if (last === null || Math.abs(nowMs - lastAtMs) >= readIntervalMs) {
        lastAtMs = nowMs;
        last = readSpoolStatus(directory, nowMs).catch(() => []);
      }
      return metricsOf(await last);
    },
  };
}

function metricsOf(spools: readonly SpoolStatus[]): readonly Metric[] {
  if (spools.length === 0) return [];
  const metric = (
    kind: Metric['kind'],
    name: string,
    help: string,
    valueOf: (spool: SpoolStatus) => number,
  ): Metric => ({
    kind,
    name: `tacho_spool_${name}`,
    help,
    values: spools.map((spool) => ({ labels: { spool: spool.name }, value: valueOf(spool) })),
  });
  return [
    metric('gauge', 'queued_events', 'Events of this machine that wait to be sent.', (of) => of.queued),
    metric('gauge', 'queued_bytes', 'Bytes of these.', (of) => of.queuedBytes),
    metric('gauge', 'oldest_age_seconds', 'Age of the oldest of these.', (of) => of.oldestAgeMs / 1000),
    metric('counter', 'sent_total', 'Events that their receiver has taken.', (of) => of.totals.sent),
    metric('counter', 'retried_total', 'Attempts that had to be repeated.', (of) => of.totals.retried),
    metric('counter', 'refused_total', 'Events that their receiver refused.', (of) => of.totals.refused),
    metric('counter', 'dropped_total', 'Events lost to a bound or a full disk.', (of) => of.totals.dropped),
  ];
}
