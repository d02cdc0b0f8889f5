import type { Delivery } from '@tachograph/client/deliver';
import type { Emission } from '@tachograph/client/reducer';

/** Events of one write. */
const batchMax = 64;

/** Collects events until they are written. */
export interface BatchWriter {
  readonly add: (emissions: readonly Emission[]) => void;
  readonly write: () => void;
}

/**
 * Writes the events of a few messages together: a write for each is what a tap would do most of its time. A receiver of the
 * native form gets the events of one fact in a request of their own, as the real Codex sends them, so those are not mixed.
 */
export function createBatchWriter(delivery: Pick<Delivery, 'trackMany'>, isNative: boolean): BatchWriter {
  let waiting: Emission[] = [];
  function write(): void {
    if (waiting.length === 0) return;
    const batch = waiting;
    waiting = [];
    delivery.trackMany(batch);
  }
  return {
    add(emissions) {
      if (emissions.length === 0) return;
      for (const emission of emissions) waiting.push(emission);
      if (isNative || waiting.length >= batchMax) write();
    },
    write,
  };
}
