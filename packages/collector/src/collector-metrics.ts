import type { DeadLetters } from './doors/dead-letters.js';
import type { HeardSource } from './doors/heard-sources.js';
import type { BodyBudget } from './doors/read-body.js';
import type { LiveFeed } from './live.js';
import type { Metric } from './metrics.js';
import type { Pipeline } from './pipeline.js';

/** What tells the numbers. */
export interface MetricSources {
  readonly pipeline: Pipeline;
  readonly budget: BodyBudget;
  readonly live: LiveFeed;
  readonly deadLetters: DeadLetters;
  readonly sources: readonly HeardSource[];
}

/** How log, store and process are, for Prometheus. */
export function collectorMetrics({ pipeline, budget, live, deadLetters, sources }: MetricSources): readonly Metric[] {
  const log = pipeline.log.counters();
  const durable = pipeline.log.durable();
  const progress = pipeline.store.progress();
  return [
    counter('tacho_log_frames_total', 'Bodies written to the log.', log.frames),
    counter('tacho_log_bytes_total', 'Bytes written to the log.', log.bytes),
    counter('tacho_log_syncs_total', 'Syncs of the log.', log.syncs),
    counter('tacho_log_failures_total', 'Writes of the log that failed.', log.failures),
    gauge(
      'tacho_log_writable',
      'Whether the last write of the log succeeded.',
      pipeline.log.trouble() === null ? 1 : 0,
    ),
    gauge('tacho_log_segment', 'Number of the segment that is being written.', durable.segment),
    counter('tacho_refused_events_total', 'Events that were refused.', deadLetters.count),
    gauge('tacho_in_flight_bytes', 'Bytes of bodies that are being handled.', budget.used),
    gauge('tacho_store_ready', 'Whether the store can be asked.', pipeline.store.isReady() ? 1 : 0),
    counter(
      'tacho_store_restarts_total',
      'Times the process of the store was started again.',
      pipeline.store.restarts(),
    ),
    counter(
      'tacho_store_hangs_total',
      'Times the process of the store was killed because it did not answer.',
      pipeline.store.hangs(),
    ),
    gauge('tacho_store_events', 'Events in the store.', pipeline.store.events()),
    counter('tacho_loaded_events_total', 'Events read from the log by the store.', progress?.events ?? 0),
    counter('tacho_loaded_duplicates_total', 'Of these, resends.', progress?.duplicates ?? 0),
    counter('tacho_loaded_set_aside_total', 'Of these, told by a better source.', progress?.setAside ?? 0),
    gauge('tacho_store_segment', 'Segment of the log that the store has come to.', progress?.position.segment ?? 0),
    gauge(
      'tacho_store_behind_seconds',
      'How long the oldest event that cannot be asked for yet has been in the log.',
      pipeline.lag.behindMs() / 1000,
    ),
    gauge('tacho_live_listeners', 'Pages that watch.', live.listeners),
    ...sourceMetrics(sources),
    gauge('process_resident_memory_bytes', 'Memory of the collector.', process.memoryUsage.rss()),
  ];
}

function sourceMetrics(sources: readonly HeardSource[]): readonly Metric[] {
  if (sources.length === 0) return [];
  return [
    {
      name: 'tacho_source_last_received_timestamp_seconds',
      help: 'When events of a source came last.',
      kind: 'gauge',
      values: sources.map(({ source, lastReceivedAtMs }) => ({ labels: { source }, value: lastReceivedAtMs / 1000 })),
    },
    {
      name: 'tacho_source_oldest_age_seconds',
      help: 'How long the last event of a source had waited there, of the machine that is most behind. Absent where no machine told lately.',
      kind: 'gauge',
      values: sources.flatMap(({ source, oldestAgeMs }) =>
        oldestAgeMs === null ? [] : [{ labels: { source }, value: oldestAgeMs / 1000 }],
      ),
    },
  ];
}

function counter(name: string, help: string, value: number): Metric {
  return { name, help, kind: 'counter', values: [{ value }] };
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, kind: 'gauge', values: [{ value }] };
}
