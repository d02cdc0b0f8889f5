import { createHash } from 'node:crypto';

import { envelop, liveDeliveryId, rolloutDeliveryId, type EventSource } from '@tachograph/client/envelope';
import type { Emission } from '@tachograph/client/reducer';

import { version } from '../version.js';

/** Which events are printed, and how. */
export interface PrintOptions {
  /** Null: all types of the wire. */
  readonly types: ReadonlySet<string> | null;
  /** Print our own events (`tacho_*`) too. */
  readonly own: boolean;
  readonly envelope: boolean;
  readonly privacy: 'wire' | 'strict';
}

/** Prints the events of one input. */
export interface EventPrinter {
  readonly print: (emissions: readonly Emission[], observedAtMs: number) => void;
  readonly printed: () => number;
}

/**
 * Prints events as JSON lines. In envelopes the delivery ids of a recording come from its first line: the same recording
 * gives the same ids, so that delivering it twice is harmless.
 */
export function createEventPrinter(
  options: PrintOptions,
  source: Extract<EventSource, 'tap' | 'rollout'>,
  firstLine: string,
  write: (line: string) => void,
): EventPrinter {
  const instance = `recording-${createHash('sha256').update(firstLine).digest('hex').slice(0, 16)}`;
  const origin = { source, sourceVersion: version, machineId: 'recording', privacy: options.privacy } as const;
  let sequence = 0;
  let printed = 0;

  function wanted(type: string): boolean {
    if (options.types !== null) return options.types.has(type);
    return options.own || !type.startsWith('tacho_');
  }

  return {
    print(emissions, observedAtMs) {
      for (const emission of emissions) {
        sequence += 1;
        if (!wanted(emission.event.event_type)) continue;
        printed += 1;
        if (!options.envelope) {
          write(`${JSON.stringify(emission.event)}\n`);
          continue;
        }
        const at = emission.origin;
        const id =
          at === undefined
            ? liveDeliveryId(instance, sequence)
            : rolloutDeliveryId(at.sessionId, at.byteOffset, at.index);
        write(`${JSON.stringify(envelop(emission, origin, id, observedAtMs))}\n`);
      }
    },
    printed: () => printed,
  };
}
