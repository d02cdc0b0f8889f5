import { envelop, wholeMs, type EnvelopeOrigin, type EventContext, type EventRecord } from './envelop.js';

/** The text of an event in its envelope: what `JSON.stringify` makes of {@link envelop}. */
export type EnvelopeText = (record: EventRecord, deliveryId: string, observedAtMs: number) => string;

/** How the text of an envelope begins that has no id and no times. */
const beginning = '{"v":1,"delivery_id":"","occurred_at_ms":0,"observed_at_ms":0';

/**
 * An {@link EnvelopeText} for one source. Most of an envelope is the same from one event to the next: its text is made when
 * it changes, and the id and the times are put before it.
 */
export function createEnvelopeText(origin: EnvelopeOrigin): EnvelopeText {
  let last: Pick<EventRecord, 'wireVersion' | 'context'> | null = null;
  let rest = '';
  return (record, deliveryId, observedAtMs) => {
    const { wireVersion, context } = record;
    if (last === null || last.wireVersion !== wireVersion || !areSame(last.context, context)) {
      const { envelope } = envelop({ ...record, occurredAtMs: 0 }, origin, '', 0);
      rest = JSON.stringify(envelope).slice(beginning.length);
      // A copy, since a caller may use one object again and again.
      last = {
        ...(wireVersion === undefined ? {} : { wireVersion }),
        ...(context === undefined ? {} : { context: { ...context } }),
      };
    }
    const id = JSON.stringify(deliveryId);
    const times = `"occurred_at_ms":${wholeMs(record.occurredAtMs)},"observed_at_ms":${wholeMs(observedAtMs)}`;
    return `{"envelope":{"v":1,"delivery_id":${id},${times}${rest},"event":${JSON.stringify(record.event)}}`;
  };
}

function areSame(one: EventContext | undefined, other: EventContext | undefined): boolean {
  if (one === other) return true;
  return (
    one !== undefined &&
    other !== undefined &&
    one.client === other.client &&
    one.model === other.model &&
    one.threadSource === other.threadSource &&
    one.parentThreadId === other.parentThreadId &&
    one.rootThreadId === other.rootThreadId &&
    one.project === other.project
  );
}
