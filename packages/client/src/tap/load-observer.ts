import type { LineTest } from './line-picker.js';
import type { RedactMessage } from './redaction/redact-message.js';
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
  return { createTrafficSink, mayMatter };
}

/** Loads what takes free text, paths and URLs out of a recording. */
export async function loadRedactor(): Promise<RedactMessage> {
  const { createRedactor } = await import('./redaction/redact-message.js');
  return createRedactor();
}
