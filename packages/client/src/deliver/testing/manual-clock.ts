import type { Clock } from '../clock.js';

/** A clock that stands still until it is told. */
export interface ManualClock extends Clock {
  /** Moves time and calls what is due, in order. */
  readonly advance: (ms: number) => void;
  /** Sets the wall clock, as an administrator would; spans are not affected. */
  readonly setNow: (ms: number) => void;
  readonly pending: () => number;
}

/** A clock that stands until it is moved. */
export function createManualClock(startMs = Date.UTC(2026, 10, 20)): ManualClock {
  let wallMs = startMs;
  let spanMs = 0;
  let timers: { readonly dueMs: number; readonly call: () => void }[] = [];
  const after = (ms: number, call: () => void): (() => void) => {
    const timer = { dueMs: spanMs + ms, call };
    timers.push(timer);
    return () => {
      timers = timers.filter((one) => one !== timer);
    };
  };
  return {
    now: () => wallMs,
    after,
    deadline: after,
    advance(ms) {
      const untilMs = spanMs + ms;
      for (;;) {
        const due = timers.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (due === undefined) break;
        timers = timers.filter((one) => one !== due);
        wallMs += due.dueMs - spanMs;
        spanMs = due.dueMs;
        due.call();
      }
      wallMs += untilMs - spanMs;
      spanMs = untilMs;
    },
    setNow(ms) {
      wallMs = ms;
    },
    pending: () => timers.length,
  };
}

/**
 * Lets I/O happen until something holds. With a clock, time goes by meanwhile: slowly enough that a request on loopback is
 * answered long before it would time out.
 */
export async function until(holds: () => boolean | Promise<boolean>, clock?: ManualClock): Promise<void> {
  while (!(await holds())) {
    clock?.advance(20);
    await new Promise((resolve) => {
      setTimeout(resolve, 1);
    });
  }
}
