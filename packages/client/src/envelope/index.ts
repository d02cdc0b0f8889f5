export { liveDeliveryId, rolloutDeliveryId } from './delivery-id.js';
export { envelopeSchema, sourcesByTrust } from './envelope.js';
export type { Envelope, EnvelopedEvent, EventSource, WireEvent } from './envelope.js';
