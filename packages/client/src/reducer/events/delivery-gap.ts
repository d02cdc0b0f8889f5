import { Type, type Static } from 'typebox';

import { defineEvent, field } from '../define-event.js';

const params = Type.Object({
  reason: field.string({
    description:
      '`spool_bytes`, `spool_age`: the oldest waiting events were dropped at a bound. `write_failed`: the disk did not take them, or one was too large. `unreadable`: their file was damaged and set aside.',
    source: 'the spool',
  }),
  dropped_events: field.intOrNull({
    description: 'How many events are missing; null when nobody can say.',
    source: 'the spool',
    column: 'dropped_events',
  }),
  dropped_bytes: field.intOrNull({ description: 'Their size; null when it is not known.', source: 'the spool' }),
  first_occurred_at_ms: field.intOrNull({
    description: 'Moment of the first that is missing, Unix milliseconds; null when it is not known.',
    source: 'the spool',
    column: 'first_occurred_at_ms',
  }),
  last_occurred_at_ms: field.intOrNull({
    description: 'Moment of the last that is missing, Unix milliseconds; null when it is not known.',
    source: 'the spool',
  }),
});

/** Parameters of {@link deliveryGap}. */
export type DeliveryGapParams = Static<typeof params>;

/** Events were accepted, or should have been, and will never come: this stands in their place. */
export const deliveryGap = defineEvent({
  type: 'tacho_delivery_gap',
  summary: 'Events are missing here: a bound of the spool dropped them, or the disk failed. Says how many and of when.',
  own: true,
  params,
  occurredAtMs: (gap) => gap.last_occurred_at_ms,
  build: (input: DeliveryGapParams) => input,
});
