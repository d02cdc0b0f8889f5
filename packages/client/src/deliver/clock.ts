/** Time as a parameter. Whatever waits does so through `after`. */
export interface Clock {
  /** Unix milliseconds. May step back. */
  readonly now: () => number;
  /** Calls once after a span and returns how to call it off. Never keeps the host alive. */
  readonly after: (ms: number, call: () => void) => () => void;
  /** The same, but the host stays: for the bound of something that the host itself waits for. */
  readonly deadline: (ms: number, call: () => void) => () => void;
}

/** The longest span that a timer of the runtime knows; a longer one would end at once. */
const timerMsMax = 2 ** 31 - 1;

/** The real one. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, call) => {
    const timer = setTimeout(call, Math.min(ms, timerMsMax));
    timer.unref();
    return () => clearTimeout(timer);
  },
  deadline: (ms, call) => {
    const timer = setTimeout(call, Math.min(ms, timerMsMax));
    return () => clearTimeout(timer);
  },
};
