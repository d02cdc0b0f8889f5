import type { Delivery, TrackResult } from '@tachograph/client/deliver';
import type { Emission } from '@tachograph/client/reducer';
import { describe, expect, it } from 'vitest';

import { createEmissionSink } from './emission-sink.js';

/** A delivery of which this much waits, and which sends this much in each pause. */
function deliveryThat(result: TrackResult, queued: number, sentAPause: number, halted: string | null = null) {
  let waiting = queued;
  const ids: (string | undefined)[] = [];
  const delivery: Delivery = {
    track: () => result,
    trackMany(records) {
      ids.push(...records.map(({ deliveryId }) => deliveryId));
      return result;
    },
    durable: () => Promise.resolve(),
    flush() {
      waiting = Math.max(0, waiting - sentAPause);
      return Promise.resolve({ status: 'waiting', waiting, halted });
    },
    close: () => Promise.resolve({ status: 'flushed', waiting: 0, halted: null }),
    counters: () => ({
      queued: waiting,
      sent: 0,
      retried: 0,
      refused: 0,
      skipped: 0,
      dropped: 0,
      oldestAgeMs: 0,
    }),
  };
  return { delivery, ids, waiting: () => waiting };
}

const emission: Emission = {
  event: { event_type: 'codex_turn_event', event_params: {} },
  occurredAtMs: 1,
  wireVersion: '0.169.0',
  context: { client: null, model: null, threadSource: null, parentThreadId: null, rootThreadId: null, project: null },
  origin: { sessionId: 's', byteOffset: 12, index: 1 },
};

describe('events of session logs on their way', () => {
  it('have the id of their place in the log', async () => {
    const { delivery, ids } = deliveryThat('spooled', 0, 0);
    await createEmissionSink(delivery).deliver([emission]);
    expect(ids).toEqual(['r.s.12.1']);
  });

  it('wait for a receiver without a spool that has stopped reading', async () => {
    const { delivery } = deliveryThat('spooled', 0, 0);
    const happened: string[] = [];
    let readOn = (): void => {};
    const room = () =>
      new Promise<void>((resolve) => {
        readOn = resolve;
        happened.push('asked');
      });
    const delivered = createEmissionSink({ ...delivery, room })
      .deliver([emission])
      .then(() => happened.push('delivered'));
    while (happened.length === 0) await new Promise((resolve) => setImmediate(resolve));
    happened.push('read on');
    readOn();
    await delivered;
    expect(happened).toEqual(['asked', 'read on', 'delivered']);
  });

  it('wait while too many are not sent yet', async () => {
    const { delivery, waiting } = deliveryThat('spooled', 60_000, 10_000);
    await createEmissionSink(delivery).deliver([emission]);
    expect(waiting()).toBe(20_000);
  });

  it('end the import when nobody takes them, or they are not wanted', async () => {
    const stuck = deliveryThat('spooled', 60_000, 0);
    await expect(createEmissionSink(stuck.delivery).deliver([emission])).rejects.toThrow('no collector takes events');
    const refused = deliveryThat('spooled', 60_000, 0, 'unauthorized');
    await expect(createEmissionSink(refused.delivery).deliver([emission])).rejects.toThrow('does not take events');
    const full = deliveryThat('dropped', 0, 0);
    await expect(createEmissionSink(full.delivery).deliver([emission])).rejects.toThrow('takes no more events');
    const disabled = deliveryThat('disabled', 0, 0);
    await expect(createEmissionSink(disabled.delivery).deliver([emission])).rejects.toThrow('is set');
  });
});
