import { createProjectResolver, loadObserver, type Observation, type TapTransport } from '@tachograph/client/tap';

import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { closeInTime } from './close-in-time.js';

/** What is behind the observations of a tap: traffic → facts → reducer → events → delivery. */
export interface TapPipeline {
  /** Gives an observation its own reducer: it watches one server. */
  readonly attach: (observation: Observation) => void;
  /** Says in the log what was seen, and sends what waits until the deadline. */
  readonly close: (deadlineMs: number) => Promise<void>;
}

/** What {@link openTapPipeline} is told. */
export interface TapPipelineOptions {
  readonly config: Config;
  readonly to: string | undefined;
  readonly transport: TapTransport;
  readonly logger: Logger;
}

/** Loads and opens it. The agent runs already: nothing waits for this. */
export async function openTapPipeline(options: TapPipelineOptions): Promise<TapPipeline> {
  const { config, to, transport, logger } = options;
  const [{ createTrafficSink, mayMatter }, { createReducer }, { openSourceDelivery }] = await Promise.all([
    loadObserver(),
    import('@tachograph/client/reducer'),
    import('./source-delivery.js'),
  ]);
  const delivery = await openSourceDelivery({ config, source: 'tap', ...(to === undefined ? {} : { to }), logger });
  const { dataDir, privacy } = config;
  const resolveProject = createProjectResolver({ dataDir, privacy });
  const anomalies: ReadonlyMap<string, number>[] = [];
  return {
    attach(observation) {
      const reducer = createReducer({ privacy });
      const deliver = (emissions: ReturnType<typeof reducer.reduce>): void => {
        if (emissions.length > 0) delivery.trackMany(emissions);
      };
      const sink = createTrafficSink({
        transport,
        resolveProject,
        to: { fact: (fact) => deliver(reducer.reduce(fact)), end: (atMs) => deliver(reducer.end(atMs)) },
      });
      anomalies.push(sink.anomalies, reducer.anomalies);
      observation.attach(sink, mayMatter);
    },
    async close(deadlineMs) {
      await closeInTime(delivery, deadlineMs);
      for (const one of anomalies) {
        for (const [reason, count] of one) logger.info('anomaly', { reason, count });
      }
    },
  };
}
