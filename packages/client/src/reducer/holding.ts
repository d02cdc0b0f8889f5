import type { WireVersion } from '../protocol/index.js';
import type { EmissionContext } from './emission.js';
import type { EventType } from './events/index.js';

/** An event that is made but waits for its enrichment; its parameters still have the newest shape. */
export interface HeldEvent {
  readonly type: EventType;
  readonly params: Record<string, unknown>;
  readonly topLevel: Record<string, unknown> | null;
  readonly occurredAtMs: number;
  readonly codexVersion: string;
  readonly wireVersion: WireVersion;
  readonly context: EmissionContext;
  readonly origin: { readonly sessionId: string; readonly byteOffset: number } | undefined;
}

/** The events of one turn that wait, in order. */
export interface HeldTurn {
  readonly threadId: string;
  readonly turnId: string;
  readonly events: HeldEvent[];
}

/** Key of a turn among those that wait. */
export function heldKey(threadId: string, turnId: string): string {
  return `${threadId}/${turnId}`;
}
