import type { Emission } from './emission.js';
import type { PrivacyMode } from './privacy.js';
import type { State } from './state.js';

/** What a handler works with while one fact is reduced. */
export interface Context {
  readonly state: State;
  readonly privacy: PrivacyMode;
  /** Whether events of a turn wait for what a session log adds. */
  readonly enrich: boolean;
  /** The time of the fact. */
  atMs: number;
  origin: { readonly sessionId: string; readonly byteOffset: number } | undefined;
  /** Events that the fact completed, in order. */
  out: Emission[];
  /** Counts something odd; reasons are fixed texts without anything of the fact in them. */
  readonly anomaly: (reason: string) => void;
}
