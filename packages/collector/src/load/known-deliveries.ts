import type { Store } from '../store/store.js';
import { createDeliveryFilter, hashText, type DeliveryFilter } from './delivery-filter.js';
import type { KnownDeliveries } from './prepare-batch.js';

/** Deliveries of the last batches are remembered exactly, since the store may not show them yet. */
const recentMax = 50_000;

/**
 * The deliveries of the store: a filter in memory says "new" for nearly all, and what may be known is looked up
 * exactly, by hash and then by the id itself.
 */
export async function openKnownDeliveries(store: Pick<Store, 'read' | 'readBytes'>): Promise<KnownDeliveries> {
  const filter = await fillFilter(store);
  let recent = new Set<string>();
  let older = new Set<string>();

  return {
    async known(deliveries) {
      const found = new Set<number>();
      const suspects = new Map<string, number[]>();
      for (const [at, delivery] of deliveries.entries()) {
        if (!filter.mayContain(delivery.hash)) continue;
        const id = idOf(delivery.account, delivery.deliveryId);
        if (recent.has(id) || older.has(id)) found.add(at);
        else suspects.set(id, [...(suspects.get(id) ?? []), at]);
      }
      if (suspects.size === 0) return found;
      const hashes = [...suspects.values()].map((places) => hashText(deliveries[places[0]!]!.hash));
      const rows = await store.read(
        `SELECT account, delivery_id FROM events WHERE delivery_hash IN (${hashes.join(', ')})`,
      );
      for (const row of rows) {
        for (const at of suspects.get(idOf(String(row['account']), String(row['delivery_id']))) ?? []) found.add(at);
      }
      return found;
    },
    add(delivery) {
      filter.add(delivery.hash);
      recent.add(idOf(delivery.account, delivery.deliveryId));
      if (recent.size < recentMax) return;
      older = recent;
      recent = new Set();
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

function idOf(account: string, deliveryId: string): string {
  return `${account}\0${deliveryId}`;
}
