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
  add(deliveryId: string): void;
}

/** Remembers between half of `countMax` and all of it, over all accounts. */
export function createRecentDeliveries(countMax: number): RecentDeliveries {
  // A set for each account and no joined key: joining and hashing a text again cost as much as the check of the event.
  let young = new Map<string, Set<string>>();
  let old = new Map<string, Set<string>>();
  let count = 0;

  function youngOf(account: string): Set<string> {
    let ids = young.get(account);
    if (ids === undefined) young.set(account, (ids = new Set()));
    return ids;
  }

  return {
    of: (account) => ({
      has: (id) => young.get(account)?.has(id) === true || old.get(account)?.has(id) === true,
      add(id) {
        youngOf(account).add(id);
        if (++count * 2 < countMax) return;
        old = young;
        young = new Map();
        count = 0;
      },
    }),
  };
}
