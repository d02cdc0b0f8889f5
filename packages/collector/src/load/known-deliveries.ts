import type { Store } from '../store/store.js';
import { createDeliveryFilter, hashText, type DeliveryFilter } from './delivery-filter.js';
import type { Delivery } from './candidate.js';
import { deliveryKey, type KnownDeliveries } from './prepare-batch.js';

/** Batches that are remembered exactly, since the store may not show them yet: one is being written, one prepared. */
const batchesMax = 3;

/**
 * The deliveries of the store: a filter in memory says "new" for nearly all, and what may be known is looked up
 * exactly, by hash and then by the id itself.
 */
export async function openKnownDeliveries(store: Pick<Store, 'read' | 'readBytes'>): Promise<KnownDeliveries> {
  const filter = await fillFilter(store);
  const batches: ReadonlyMap<string, Delivery>[] = [];

  return {
    async known(deliveries) {
      const found = new Set<number>();
      const suspects = new Map<string, number[]>();
      for (const [at, delivery] of deliveries.entries()) {
        if (!filter.mayContain(delivery.hash)) continue;
        const id = deliveryKey(delivery);
        if (batches.some((batch) => batch.has(id))) found.add(at);
        else suspects.set(id, [...(suspects.get(id) ?? []), at]);
      }
      if (suspects.size === 0) return found;
      const hashes = [...suspects.values()].map((places) => hashText(deliveries[places[0]!]!.hash));
      const rows = await store.read(
        `SELECT account, delivery_id FROM events WHERE delivery_hash IN (${hashes.join(', ')})`,
      );
      for (const row of rows) {
        for (const at of suspects.get(
          deliveryKey({ account: String(row['account']), deliveryId: String(row['delivery_id']) }),
        ) ?? [])
          found.add(at);
      }
      return found;
    },
    add(batch) {
      for (const { hash } of batch.values()) filter.add(hash);
      batches.push(batch);
      if (batches.length > batchesMax) batches.shift();
    },
  };
}

async function fillFilter(store: Pick<Store, 'read' | 'readBytes'>): Promise<DeliveryFilter> {
  const months = await store.read(`SELECT toYYYYMM(day) AS month, count() AS events FROM events GROUP BY month`);
  const total = months.reduce((sum, row) => sum + Number(row['events']), 0);
  const filter = createDeliveryFilter(total * 2);
  for (const row of months) {
    const bytes = await store.readBytes(
      `SELECT delivery_hash FROM events WHERE toYYYYMM(day) = ${Number(row['month'])}`,
      'RowBinary',
    );
    for (let at = 0; at + 8 <= bytes.length; at += 8) {
      filter.add({ low: bytes.readUInt32LE(at), high: bytes.readUInt32LE(at + 4) });
    }
  }
  return filter;
}
