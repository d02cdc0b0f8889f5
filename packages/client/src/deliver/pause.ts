import type { Clock } from './clock.js';

/** One wait at a time that others can end. */
export class Pause {
  readonly #clock: Clock;
  #leave: (() => void) | null = null;
  #over = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Waits, unless it is over for good. */
  wait(ms: number): Promise<void> {
    if (this.#over) return Promise.resolve();
    return new Promise((resolve) => {
      const leave = (): void => {
        cancel();
        this.#leave = null;
        resolve();
      };
      const cancel = this.#clock.after(ms, leave);
      this.#leave = leave;
    });
  }

  /** Ends the present wait. */
  end(): void {
    this.#leave?.();
  }

  /** Ends the present wait, and all to come. */
  endForGood(): void {
    this.#over = true;
    this.end();
  }
}
