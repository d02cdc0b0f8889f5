export { liveDeliveryId, rolloutDeliveryId } from './delivery-id.js';
export { envelop } from './envelop.js';
export type { EnvelopeOrigin, EventContext, EventRecord } from './envelop.js';
export { envelopeSchema, sourcesByTrust } from './envelope.js';
export type { Envelope, EnvelopedEvent, EventSource, WireEvent } from './envelope.js';
