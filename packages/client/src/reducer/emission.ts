import type { WireEvent } from '../envelope/index.js';

/** An event, with what its envelope needs and the wire has no place for. */
export interface Emission {
  readonly event: WireEvent;
  readonly occurredAtMs: number;
  /** The Codex version that was observed. */
  readonly wireVersion: string;
  readonly context: EmissionContext;
  /** Where a session log told it: makes the delivery id. */
  readonly origin?: { readonly sessionId: string; readonly byteOffset: number; readonly index: number };
}

/** What the envelope of an event says of its thread. */
export interface EmissionContext {
  readonly client: string | null;
  readonly model: string | null;
  readonly threadSource: string | null;
  readonly parentThreadId: string | null;
  readonly rootThreadId: string | null;
  readonly project: string | null;
}
