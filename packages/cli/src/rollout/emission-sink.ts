import { setImmediate as nextTurn } from 'node:timers/promises';

import type { Delivery, TrackRecord } from '@tachograph/client/deliver';
import type { Emission } from '@tachograph/client/reducer';
import { rolloutDeliveryId } from '@tachograph/client/rollout/history';

import { CliError } from '../errors.js';

/** Events that may wait to be sent before reading pauses: the spool has a bound, and what is beyond it is lost. */
const waitingMax = 50_000;
/** Reading goes on when so few wait: enough that the sender has work meanwhile. */
const waitingAgain = 25_000;
/** One pause, after which it is looked whether anything was sent. */
const pauseMs = 500;
/** Pauses without anything being sent: nobody takes the events. */
const idlePausesMax = 60;

/** Takes the events that are read of session logs. */
export interface EmissionSink {
  /** Hands events to delivery, and waits while too many of them wait to be sent. */
  readonly deliver: (emissions: readonly Emission[]) => Promise<void>;
  /** Resolves when all of them survive a power cut. */
  readonly settle: () => Promise<void>;
}

/** Hands events to a delivery. */
export function createEmissionSink(delivery: Delivery): EmissionSink {
  return {
    async deliver(emissions) {
      const result = delivery.trackMany(emissions.map(recordOf));
      if (result === 'dropped')
        throw new CliError('not_delivered', 'the spool takes no more events; what was read before is safe');
      // else the logs would count as read, and never be delivered
      if (result === 'disabled') throw new CliError('not_delivered', 'TACHO_DISABLED or DO_NOT_TRACK is set');
      // reading never gives way by itself; sending and signals need their turn
      await nextTurn();
      await delivery.room?.();
      await waitForRoom(delivery);
    },
    settle: () => delivery.durable(),
  };
}

function recordOf({ event, occurredAtMs, wireVersion, context, origin }: Emission): TrackRecord {
  const record = { event, occurredAtMs, wireVersion, context };
  if (origin === undefined) return record;
  return { ...record, deliveryId: rolloutDeliveryId(origin.sessionId, origin.byteOffset, origin.index) };
}

async function waitForRoom(delivery: Delivery): Promise<void> {
  let waiting = delivery.counters().queued;
  if (waiting <= waitingMax) return;
  for (let idle = 0; waiting > waitingAgain && idle < idlePausesMax;) {
    const after = await delivery.flush(pauseMs);
    if (after.halted !== null)
      throw new CliError('not_delivered', `the collector does not take events (${after.halted})`);
    idle = after.waiting < waiting ? 0 : idle + 1;
    waiting = after.waiting;
  }
  if (waiting > waitingMax)
    throw new CliError('not_delivered', 'no collector takes events; run `tacho start`, then import again');
}
