import type { RunningCollector } from './collector.js';
import { until } from './until.js';

/** Waits until the store has so many events. */
export async function untilStored(collector: RunningCollector, count: number): Promise<void> {
  await until(`${count} events are in the store`, async () => {
    const [row] = await collector.sql('SELECT count() AS events FROM events');
    return row?.['events'] === count;
  });
}
