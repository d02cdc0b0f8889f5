/**
 * Deliveries that were acknowledged lately, so that the door can say `duplicate` and need not write a resend again. Two
 * generations: when the young one is full the old one is forgotten. What is forgotten is recognised by the store.
 */
export interface RecentDeliveries {
  /** `id`: account and delivery id, see {@link recentId}. */
  has(id: string): boolean;
  add(id: string): void;
}

/** Deliveries are told apart within their account. */
export function recentId(account: string, deliveryId: string): string {
  return `${account}\0${deliveryId}`;
}

export function createRecentDeliveries(countMax: number): RecentDeliveries {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has: (id) => young.has(id) || old.has(id),
    add(id) {
      young.add(id);
      if (young.size * 2 < countMax) return;
      old = young;
      young = new Set();
    },
  };
}
