import type { Observation, TapTransport } from '@tachograph/client/tap';

import type { Config } from '../config.js';
import type { Logger } from '../logger.js';
import { createBatchWriter } from './batch-writer.js';
import { closeInTime } from './close-in-time.js';
import { loadObserverParts } from './load-observer-parts.js';

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
  const { createProjectResolver, createReducer, loadObserver, openSourceDelivery } = await loadObserverParts();
  const { createTrafficSink, mayMatter } = await loadObserver();
  const delivery = await openSourceDelivery({ config, source: 'tap', ...(to === undefined ? {} : { to }), logger });
  const isNative = to?.startsWith('native:') === true;
  const { dataDir, privacy } = config;
  const resolveProject = createProjectResolver({ dataDir, privacy });
  const anomalies: ReadonlyMap<string, number>[] = [];
  return {
    attach(observation) {
      const reducer = createReducer({ privacy });
      const writer = createBatchWriter(delivery, isNative);
      const sink = createTrafficSink({
        transport,
        resolveProject,
        to: {
          fact: (fact) => writer.add(reducer.reduce(fact)),
          pause: writer.write,
          end(atMs) {
            writer.add(reducer.end(atMs));
            writer.write();
          },
        },
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
