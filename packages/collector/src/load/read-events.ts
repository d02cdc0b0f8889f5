import { sourcesByTrust, type Envelope, type WireEvent } from '@tachograph/client/envelope';

import type { LogFrame } from '../log/format.js';

/** An event as it stands in the log, with everything its row needs to know of its surroundings. */
export interface LoadedEvent {
  readonly account: string;
  readonly envelope: Envelope;
  readonly event: WireEvent;
  readonly receivedAtMs: number;
}

/** The events of a frame. Lines that cannot be read are counted: the door let none in, so the file was damaged. */
export function readEvents(frame: LogFrame): { readonly events: readonly LoadedEvent[]; readonly unreadable: number } {
  const { meta } = frame;
  const events: LoadedEvent[] = [];
  let unreadable = 0;
  let number = 0;
  for (const line of frame.lines.toString('utf8').split('\n')) {
    if (line === '') continue;
    const parsed = parse(line);
    const one =
      meta.door === 'native'
        ? {
            envelope: nativeEnvelope(
              parsed,
              meta.received_at_ms,
              `${meta.id ?? `${frame.position.segment}.${frame.position.offset}`}.${number}`,
            ),
            event: parsed,
          }
        : parsed;
    number++;
    if (!isEnveloped(one)) {
      unreadable++;
      continue;
    }
    events.push({ account: meta.account, receivedAtMs: meta.received_at_ms, envelope: one.envelope, event: one.event });
  }
  return { events, unreadable };
}

/** The best source is 0. */
export function rankOf(source: string): number {
  const rank = (sourcesByTrust as readonly string[]).indexOf(source);
  return rank === -1 ? sourcesByTrust.length : rank;
}

/** The envelope of an event that came without one: the real Codex sends none. */
function nativeEnvelope(event: unknown, receivedAtMs: number, deliveryId: string): Envelope {
  return {
    v: 1,
    delivery_id: deliveryId,
    occurred_at_ms: momentOf(event) ?? receivedAtMs,
    observed_at_ms: receivedAtMs,
    source: 'native',
  };
}

/** The moment that an event's own parameters tell: its end where it has one, else its beginning. */
function momentOf(event: unknown): number | null {
  if (typeof event !== 'object' || event === null || !('event_params' in event)) return null;
  const params = event.event_params;
  if (typeof params !== 'object' || params === null) return null;
  const fields = params as Readonly<Record<string, unknown>>;
  for (const name of ['completed_at_ms', 'occurred_at_ms', 'started_at_ms']) {
    const value = fields[name];
    if (typeof value === 'number' && value > 0) return Math.floor(value);
  }
  for (const name of ['completed_at', 'created_at', 'started_at']) {
    const value = fields[name];
    if (typeof value === 'number' && value > 0) return Math.floor(value * 1000);
  }
  return null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

function isEnveloped(value: unknown): value is { readonly envelope: Envelope; readonly event: WireEvent } {
  if (typeof value !== 'object' || value === null || !('envelope' in value) || !('event' in value)) return false;
  const { envelope, event } = value;
  return (
    typeof envelope === 'object' &&
    envelope !== null &&
    'delivery_id' in envelope &&
    typeof envelope.delivery_id === 'string' &&
    'occurred_at_ms' in envelope &&
    typeof envelope.occurred_at_ms === 'number' &&
    'source' in envelope &&
    typeof event === 'object' &&
    event !== null &&
    'event_type' in event &&
    typeof event.event_type === 'string' &&
    'event_params' in event &&
    typeof event.event_params === 'object' &&
    event.event_params !== null
  );
}
