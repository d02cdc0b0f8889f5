/**
 * Deliveries that were acknowledged lately, so that the door can say `duplicate` and need not write a resend again. Two
 * generations: when the young one is full the old one is forgotten. What is forgotten is recognised by the store.
 */
export interface RecentDeliveries {
  has(account: string, deliveryId: string): boolean;
  add(account: string, deliveryId: string): void;
}

export function createRecentDeliveries(countMax: number): RecentDeliveries {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has(account, deliveryId) {
      const id = `${account}\0${deliveryId}`;
      return young.has(id) || old.has(id);
    },
    add(account, deliveryId) {
      young.add(`${account}\0${deliveryId}`);
      if (young.size * 2 < countMax) return;
      old = young;
      young = new Set();
    },
  };
}
