import type { Fact } from '../fact.js';
import type { TrafficState } from './state.js';

/** What a part of the traffic source works with while one message is read. */
export interface TrafficContext {
  readonly state: TrafficState;
  readonly emit: (fact: Fact) => void;
  /** Counts something odd; reasons are fixed texts. */
  readonly anomaly: (reason: string) => void;
  /** Time of the message, by the server's clock where it has one. */
  atMs: number;
}
