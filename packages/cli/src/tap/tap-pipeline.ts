import type { Fact } from '@tachograph/client/facts';
import { createEnrichingSink, type EnrichingSink, type Observation, type TapTransport } from '@tachograph/client/tap';

import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { createBatchWriter } from './batch-writer.js';
import { closeInTime } from './close-in-time.js';
import { loadObserverParts } from './load-observer-parts.js';
import type { TurnLogReader } from './turn-log-reader.js';

/** What is behind the observations of a tap: traffic → facts → reducer → events → delivery. */
export interface TapPipeline {
  /** Gives an observation its own reducer: it watches one server. */
  readonly attach: (observation: Observation) => void;
  /** The server of an observation has ended, or the tap does: what waits for session logs does so for a moment only. */
  readonly hurry: (observation: Observation) => void;
  /** The tap ends before its servers do: events that wait for the end of a turn go out as they are. */
  readonly release: () => void;
  /** Says in the log what was seen, and sends what waits until the deadline. */
  readonly close: (deadlineMs: number) => Promise<void>;
}

/** What {@link openTapPipeline} is told. */
export interface TapPipelineOptions {
  readonly config: Config;
  readonly to: string | undefined;
  readonly transport: TapTransport;
  /** Events get from session logs what traffic does not carry. */
  readonly enrich: boolean;
  readonly logger: Logger;
}

/** Loads and opens it. The agent runs already: nothing waits for this. */
export async function openTapPipeline(options: TapPipelineOptions): Promise<TapPipeline> {
  const { config, to, transport, enrich, logger } = options;
  const { createProjectResolver, createReducer, loadObserver, openSourceDelivery } = await loadObserverParts();
  const { createTrafficSink, mayMatter } = await loadObserver();
  const delivery = await openSourceDelivery({ config, source: 'tap', ...(to === undefined ? {} : { to }), logger });
  const isNative = to?.startsWith('native:') === true;
  const { dataDir, privacy } = config;
  const resolveProject = createProjectResolver({ dataDir, privacy });
  const enriching = new Map<Observation, EnrichingSink>();
  /** Of observations that are over, added up; what counts those that go on is looked at when the tap ends. */
  const anomalies = new Map<string, number>();
  const outcomes = new Map<string, number>();
  const ends = new Set<() => void>();
  let turnLogs: TurnLogReader | null = null;
  if (enrich) turnLogs = (await import('./turn-log-reader.js')).openTurnLogReader();
  return {
    attach(observation) {
      const reducer = createReducer({ privacy, enrich });
      const writer = createBatchWriter(delivery, isNative);
      const give = (fact: Fact): void => writer.add(reducer.reduce(fact));
      let enricher: EnrichingSink | null = null;
      const sink = createTrafficSink({
        transport,
        resolveProject,
        to: {
          fact(fact) {
            enricher?.heard(fact);
            give(fact);
          },
          pause: writer.write,
          end(atMs) {
            writer.add(reducer.end(atMs));
            writer.write();
            enriching.delete(observation);
            addUp();
          },
        },
      });
      const addUp = (): void => {
        if (!ends.delete(addUp)) return;
        for (const counts of [sink.anomalies, reducer.anomalies]) addCounts(anomalies, counts);
        if (enricher !== null) addCounts(outcomes, enricher.outcomes);
      };
      ends.add(addUp);
      if (turnLogs !== null) {
        enricher = createEnrichingSink({ inner: sink, give, readLogs: turnLogs.read });
        enriching.set(observation, enricher);
      }
      observation.attach(enricher ?? sink, mayMatter);
    },
    hurry(observation) {
      enriching.get(observation)?.hurry();
    },
    release() {
      for (const enricher of enriching.values()) enricher.release();
    },
    async close(deadlineMs) {
      turnLogs?.close();
      await closeInTime(delivery, deadlineMs);
      for (const addUp of ends) addUp();
      for (const [reason, count] of anomalies) logger.info('anomaly', { reason, count });
      for (const [outcome, turns] of outcomes) logger.info('enrichment', { outcome, turns });
    },
  };
}

function addCounts(to: Map<string, number>, counts: ReadonlyMap<string, number>): void {
  for (const [name, count] of counts) to.set(name, (to.get(name) ?? 0) + count);
}
