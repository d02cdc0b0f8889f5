import { SeenIds } from './seen-ids.js';

/**
 * Deliveries that were acknowledged lately, so that the door can say `duplicate` and need not write a resend again. Two
 * generations: when the young one is full the old one is forgotten. What is forgotten is recognised by the store.
 */
export interface RecentDeliveries {
  /** Those of one account: ids are told apart within it. */
  of(account: string): AccountDeliveries;
}

/** Recent deliveries of an account. */
export interface AccountDeliveries {
  has(deliveryId: string): boolean;
  /** The ids of a body. */
  addAll(deliveryIds: SeenIds): void;
}

/** Remembers between half of `entriesMax` and all of it, over all accounts; see {@link SeenIds} for what an entry is. */
export function createRecentDeliveries(entriesMax: number): RecentDeliveries {
  let young = new Map<string, SeenIds>();
  let old = new Map<string, SeenIds>();
  let entries = 0;

  function youngOf(account: string): SeenIds {
    let ids = young.get(account);
    if (ids === undefined) young.set(account, (ids = new SeenIds()));
    return ids;
  }

  return {
    of: (account) => ({
      has: (id) => young.get(account)?.has(id) === true || old.get(account)?.has(id) === true,
      addAll(deliveryIds) {
        const ids = youngOf(account);
        const before = ids.entries;
        ids.addAll(deliveryIds);
        entries += ids.entries - before;
        if (entries * 2 < entriesMax) return;
        old = young;
        young = new Map();
        entries = 0;
      },
    }),
  };
}
