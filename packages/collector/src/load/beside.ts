/** Work that goes on beside the loading, one piece at a time. */
export interface Beside {
  isBusy(): boolean;
  /** Begins a piece; the one before must have settled. */
  begin(work: () => Promise<void>): void;
  /** Settles with the last piece; rejects with what went wrong in it. */
  settled(): Promise<void>;
}

export function createBeside(): Beside {
  let last: Promise<void> = Promise.resolve();
  let busy = false;
  return {
    isBusy: () => busy,
    begin(work) {
      busy = true;
      last = work().finally(() => {
        busy = false;
      });
      // Whoever waits for it hears of a failure; until then it must not count as unhandled.
      last.catch(() => undefined);
    },
    settled: () => last,
  };
}
