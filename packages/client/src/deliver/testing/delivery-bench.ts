import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { EnvelopedEvent } from '../../envelope/index.js';
import type { Logger } from '../../logger.js';
import type { Delivery } from '../delivery.js';
import { openDelivery, type DeliveryOptions } from '../open-delivery.js';
import { parseTarget } from '../target.js';
import { createManualClock, until, type ManualClock } from './manual-clock.js';
import { startReceiver, type TestReceiver } from './test-receiver.js';

/** A receiver, a folder and a clock, for tests that deliver from one end to the other. */
export interface DeliveryBench {
  readonly directory: string;
  readonly receiver: TestReceiver;
  readonly clock: ManualClock;
  /** Messages that were logged. */
  readonly said: string[];
  readonly open: (options?: Partial<DeliveryOptions>) => Promise<Delivery>;
  readonly track: (delivery: Delivery, from: number, to: number) => void;
  /** Numbers of the events that were taken by the receiver, each once, in order of arrival. */
  readonly arrived: () => readonly number[];
  /** Lets time and I/O go on until so many different events arrived. */
  readonly untilArrived: (count: number) => Promise<void>;
  /** The folder of the only spool. */
  readonly spool: () => Promise<string>;
  /** Names of its files without numbers that differ between runs. */
  readonly files: () => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

/** A receiver, a folder and a clock of their own; `close` removes them. */
export async function startBench(): Promise<DeliveryBench> {
  const directory = await mkdtemp(join(tmpdir(), 'tacho-deliver-'));
  const receiver = await startReceiver();
  const clock = createManualClock();
  const said: string[] = [];
  const say = (message: string): void => {
    said.push(message);
  };
  const logger: Logger = { debug: say, info: say, warn: say, error: say };
  const deliveries: Delivery[] = [];
  const taken = new Map<string, number>();
  let read = 0;

  const arrived = (): readonly number[] => {
    for (; read < receiver.requests.length; read++) {
      for (const line of receiver.requests[read]!.lines as readonly EnvelopedEvent[]) {
        const n = line.event.event_params['n'];
        if (typeof n === 'number' && !taken.has(line.envelope.delivery_id)) taken.set(line.envelope.delivery_id, n);
      }
    }
    return [...taken.values()];
  };
  const spool = async (): Promise<string> => join(directory, (await readdir(directory))[0] ?? '');

  return {
    directory,
    receiver,
    clock,
    said,
    async open(options = {}) {
      const delivery = await openDelivery({
        directory,
        target: parseTarget(receiver.url),
        source: 'library',
        sourceVersion: '1',
        machineId: 'machine1',
        privacy: 'wire',
        disabled: false,
        logger,
        clock,
        random: Math.random,
        ...options,
      });
      deliveries.push(delivery);
      return delivery;
    },
    track(delivery, from, to) {
      for (let n = from; n < to; n++) {
        delivery.track({ event: { event_type: 'codex_test', event_params: { n } }, occurredAtMs: clock.now() });
      }
    },
    arrived,
    untilArrived: (count) => until(() => arrived().length >= count, clock),
    spool,
    files: async () => {
      const names = (await readdir(await spool())).filter((name) => !name.endsWith('.sock'));
      return names.map((name) => name.replace(/^machine1-\d+-[a-z0-9]+-/, '')).sort();
    },
    async close() {
      for (const delivery of deliveries) {
        const closing = delivery.close(0);
        await until(async () => {
          clock.advance(10);
          return (await Promise.race([closing, 'open'])) !== 'open';
        });
      }
      await receiver.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The numbers from 0 to `count`. */
export function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => i);
}
