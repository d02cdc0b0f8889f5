import type { EnrichmentFact } from './enrichment-facts.js';
import type { ExtensionFact } from './extension-facts.js';
import type { ProtocolFact } from './protocol-facts.js';
import type { ReviewFact } from './review-facts.js';
import type { ThreadFact } from './thread-facts.js';
import type { ToolFact } from './tool-facts.js';
import type { TurnFact } from './turn-facts.js';

/** Where a fact of a session log was read: makes the delivery id of the events that it completes. */
export interface FactOrigin {
  readonly sessionId: string;
  /** In the uncompressed text. */
  readonly byteOffset: number;
}

/**
 * What happened, whoever tells it (a tap, a session log, the library). `atMs` is when, in Unix milliseconds, by the clock of the
 * protocol where it has one. `implied: true` marks what traffic implies: an explicit fact about the same thing wins.
 */
export type Fact = (ProtocolFact | ThreadFact | TurnFact | ReviewFact | ExtensionFact | ToolFact | EnrichmentFact) & {
  readonly origin?: FactOrigin;
};

/** What tells facts apart. */
export type FactKind = Fact['kind'];

/** The fact of one kind. */
export type FactOf<K extends FactKind> = Extract<Fact, { readonly kind: K }>;
