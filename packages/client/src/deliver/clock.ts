/** Time as a parameter. Whatever waits does so through `after`. */
export interface Clock {
  /** Unix milliseconds. May step back. */
  readonly now: () => number;
  /** Calls once after a span and returns how to call it off. Never keeps the host alive. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** The same, but the host stays: for the bound of something that the host itself waits for. */
  readonly deadline: (ms: number, call: () => void) => () => void;
}

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
  deadline: (ms, call) => {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};
