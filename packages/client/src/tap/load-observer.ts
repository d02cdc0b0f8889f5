import type { LineTest } from './line-picker.js';
import type { TrafficSink, TrafficSinkOptions } from './traffic-sink.js';

/** What makes facts of traffic. */
export interface Observer {
  readonly mayMatter: LineTest;
  readonly createTrafficSink: (options: TrafficSinkOptions) => TrafficSink;
}

/** Loads what only observation needs: the agent is started before that, and forwarding does not wait for it. */
export async function loadObserver(): Promise<Observer> {
  const [{ createTrafficSink }, { mayMatter }] = await Promise.all([
    import('./traffic-sink.js'),
    import('../protocol/index.js'),
  ]);
  return {
    createTrafficSink,
    mayMatter: (bytes, start, end) => mayMatter(bytes.subarray(start, end)),
  };
}
