import type { Ticker } from '../store/store-watch.js';

/** A ticker that a test moves by hand. */
export interface HandTicker {
  readonly ticker: Ticker;
  tick(times?: number): void;
}

export function createHandTicker(): HandTicker {
  const listeners = new Set<() => void>();
  return {
    ticker(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    tick(times = 1) {
      for (let i = 0; i < times; i++) for (const listener of listeners) listener();
    },
  };
}
