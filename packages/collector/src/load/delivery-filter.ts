/**
 * Has this delivery been seen? A blocked Bloom filter over the deliveries of the store: "no" is certain and costs a few
 * nanoseconds; "perhaps" (1 in 1,000 for a new one) is looked up exactly in the store. 2 bytes an event.
 */
export interface DeliveryFilter {
  mayContain(hash: DeliveryHash): boolean;
  add(hash: DeliveryHash): void;
  readonly count: number;
}

/** 64 bits of a delivery id, in two halves: a BigInt per event would cost more than the look-up. */
export interface DeliveryHash {
  readonly high: number;
  readonly low: number;
}

const blockWords = 16;
const bitsPerDelivery = 16;

/** Hash of a delivery within its account: ids of different accounts never meet. Stored; must not change. */
export function hashDelivery(account: string, deliveryId: string): DeliveryHash {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (const text of [account, '\0', deliveryId]) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 2654435761);
      b = Math.imul(b ^ code, 1597334677);
    }
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return { high: b >>> 0, low: a >>> 0 };
}

/** The hash as the number that stands in the column `delivery_hash`. */
export function hashText(hash: DeliveryHash): string {
  return ((BigInt(hash.high) << 32n) | BigInt(hash.low)).toString();
}

/** A filter for `expected` deliveries; it grows by further layers when there are more. */
export function createDeliveryFilter(expected: number): DeliveryFilter {
  const layers = [createLayer(Math.max(expected, 1_000_000))];
  let count = 0;
  return {
    mayContain: (hash) => layers.some((layer) => layer.mayContain(hash)),
    add(hash) {
      let last = layers[layers.length - 1]!;
      if (last.full()) {
        last = createLayer(count);
        layers.push(last);
      }
      last.add(hash);
      count++;
    },
    get count() {
      return count;
    },
  };
}

interface Layer {
  mayContain(hash: DeliveryHash): boolean;
  add(hash: DeliveryHash): void;
  full(): boolean;
}

function createLayer(capacity: number): Layer {
  const blocks = Math.max(1, Math.ceil((capacity * bitsPerDelivery) / (blockWords * 32)));
  const words = new Uint32Array(blocks * blockWords);
  let used = 0;
  /** The eight bits of a hash lie in one block of 64 bytes, so that a look-up touches one cache line. */
  function bitsOf({ high, low }: DeliveryHash, each: (word: number, bit: number) => boolean): boolean {
    const block = (high % blocks) * blockWords;
    let mix = low;
    for (let i = 0; i < 8; i++) {
      mix = Math.imul(mix ^ (mix >>> 15), 0x2c1b3c6d) + high + i;
      const at = (mix >>> 7) & 511;
      if (!each(block + (at >>> 5), 1 << (at & 31))) return false;
    }
    return true;
  }
  return {
    mayContain: (hash) => bitsOf(hash, (word, bit) => (words[word]! & bit) !== 0),
    add(hash) {
      used++;
      bitsOf(hash, (word, bit) => {
        words[word]! |= bit;
        return true;
      });
    },
    full: () => used >= capacity,
  };
}
