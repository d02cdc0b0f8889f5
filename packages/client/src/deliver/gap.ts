// not by the index: the schemas beside it take longer to load than a source takes to start
import { envelop, type EnvelopeOrigin } from '../envelope/envelop.js';
import type { EnvelopedEvent } from '../envelope/index.js';
import type { DeliveryGapParams } from '../reducer/events/delivery-gap.js';
import type { SpoolLine } from './spool-writer.js';

/** What is missing, and why. */
export type Gap = DeliveryGapParams;

/** Makes the line that stands where events are missing. */
export type GapLine = (gap: Gap) => SpoolLine;

/** The lines of gaps, numbered like all events of this writer. */
export function gapLines(origin: EnvelopeOrigin, nextDeliveryId: () => string, now: () => number): GapLine {
  return (gap) => {
    const observedAtMs = now();
    const occurredAtMs = gap.last_occurred_at_ms ?? observedAtMs;
    const event = { event_type: 'tacho_delivery_gap', event_params: gap };
    return {
      json: JSON.stringify(envelop({ event, occurredAtMs }, origin, nextDeliveryId(), observedAtMs)),
      occurredAtMs,
    };
  };
}

/** Two gaps that follow one another, as one. The reason is that of the later one: it still holds. */
export function joinGaps(earlier: Gap, later: Gap): Gap {
  return {
    reason: later.reason,
    dropped_events: sum(earlier.dropped_events, later.dropped_events),
    dropped_bytes: sum(earlier.dropped_bytes, later.dropped_bytes),
    first_occurred_at_ms: earlier.first_occurred_at_ms ?? later.first_occurred_at_ms,
    last_occurred_at_ms: later.last_occurred_at_ms ?? earlier.last_occurred_at_ms,
  };
}

/** Reads a line that a gap frame holds; only this program writes such. */
export function gapOfLine(line: Buffer): Gap {
  const { event } = JSON.parse(line.toString('utf8')) as EnvelopedEvent;
  return event.event_params as Gap;
}

function sum(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}
