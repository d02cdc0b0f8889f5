import type { Delivery } from '@tachograph/client/deliver';
import { rolloutDeliveryId } from '@tachograph/client/envelope';
import type { Emission } from '@tachograph/client/reducer';

import { CliError } from '../errors.js';

/** Events that may wait to be sent before reading pauses: the spool has a bound, and what is beyond it is lost. */
const waitingMax = 50_000;
/** One pause, after which it is looked whether anything was sent. */
const pauseMs = 5000;
/** Pauses without anything being sent: nobody takes the events. */
const idlePausesMax = 6;

/** Hands events to delivery, and waits while too many of them wait. Resolves when they survive a power cut. */
export function createEmissionSink(delivery: Delivery): (emissions: readonly Emission[]) => Promise<void> {
  return async (emissions) => {
    for (const emission of emissions) {
      const { event, occurredAtMs, wireVersion, context, origin } = emission;
      const id =
        origin === undefined
          ? {}
          : { deliveryId: rolloutDeliveryId(origin.sessionId, origin.byteOffset, origin.index) };
      if (delivery.track({ event, occurredAtMs, wireVersion, context, ...id }) === 'dropped') {
        throw new CliError('not_delivered', 'the spool takes no more events; what was read before is safe');
      }
    }
    await delivery.durable();
    await waitForRoom(delivery);
  };
}

async function waitForRoom(delivery: Delivery): Promise<void> {
  let waiting = delivery.counters().queued;
  for (let idle = 0; waiting > waitingMax && idle < idlePausesMax;) {
    const after = await delivery.flush(pauseMs);
    if (after.halted !== null)
      throw new CliError('not_delivered', `the collector does not take events (${after.halted})`);
    idle = after.waiting < waiting ? 0 : idle + 1;
    waiting = after.waiting;
  }
  if (waiting > waitingMax)
    throw new CliError('not_delivered', 'no collector takes events; run `tacho start`, then import again');
}
