import type { Envelope, EnvelopedEvent, EventSource, WireEvent } from './envelope.js';

/** What a source says of itself once. */
export interface EnvelopeOrigin {
  readonly source: EventSource;
  readonly sourceVersion: string;
  readonly machineId: string;
  readonly privacy: 'wire' | 'strict';
  /** True for the bundled samples. */
  readonly sample?: boolean;
}

/** What is known about an event beside the event; the reducer's emissions have this form. */
export interface EventRecord {
  readonly event: WireEvent;
  /** Unix milliseconds. */
  readonly occurredAtMs: number;
  /** The Codex version that was observed. */
  readonly wireVersion?: string;
  readonly context?: EventContext;
}

/** Where an event belongs, for its envelope. Null: not known. */
export interface EventContext {
  readonly client?: string | null;
  readonly model?: string | null;
  readonly threadSource?: string | null;
  readonly parentThreadId?: string | null;
  readonly rootThreadId?: string | null;
  readonly project?: string | null;
}

/** Puts an event into its envelope, version 1. */
export function envelop(
  record: EventRecord,
  origin: EnvelopeOrigin,
  deliveryId: string,
  observedAtMs: number,
): EnvelopedEvent {
  const { context, wireVersion } = record;
  const envelope: Envelope = {
    v: 1,
    delivery_id: deliveryId,
    occurred_at_ms: wholeMs(record.occurredAtMs),
    observed_at_ms: wholeMs(observedAtMs),
    source: origin.source,
    source_version: origin.sourceVersion,
    machine_id: origin.machineId,
    privacy: origin.privacy,
  };
  if (wireVersion !== undefined) envelope.wire_version = wireVersion;
  if (origin.sample === true) envelope.sample = true;
  if (context !== undefined) {
    envelope.project = context.project ?? null;
    envelope.client = context.client ?? null;
    envelope.model = context.model ?? null;
    envelope.thread_source = context.threadSource ?? null;
    envelope.parent_thread_id = context.parentThreadId ?? null;
    envelope.root_thread_id = context.rootThreadId ?? null;
  }
  return { envelope, event: record.event };
}

/** The envelope holds whole, non-negative milliseconds, whatever clock or log they come from. */
export function wholeMs(ms: number): number {
  return Number.isFinite(ms) && ms > 0 ? Math.trunc(ms) : 0;
}
