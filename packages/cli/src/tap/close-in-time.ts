import type { Delivery } from '@tachograph/client/deliver';

/** A receiver that takes nothing for so long is not waited for. */
const stepMs = 250;

/**
 * Sends what waits as long as the receiver takes it, until the deadline. An agent whose collector is down ends without delay;
 * what is left is sent by the next process.
 */
export async function closeInTime(
  delivery: Pick<Delivery, 'counters' | 'flush' | 'close'>,
  deadlineMs: number,
): Promise<void> {
  let { sent } = delivery.counters();
  for (let left = deadlineMs; left > 0; left -= stepMs) {
    const { status, halted } = await delivery.flush(Math.min(stepMs, left));
    const now = delivery.counters().sent;
    if (status === 'flushed' || halted !== null || now === sent) break;
    sent = now;
  }
  await delivery.close(0);
}
