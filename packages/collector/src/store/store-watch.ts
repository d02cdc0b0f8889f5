import type { WatchedOperation } from './overdue.js';

/** Calls at intervals until the function it gives is called. */
export type Ticker = (tick: () => void) => () => void;

/** Why a store counts as hanging: nothing comes from it, or an operation of its engine does not end. */
export type Hang = 'silent' | WatchedOperation;

export interface StoreWatchOptions {
  readonly ticker: Ticker;
  /** Ticks without an answer after which the process hangs. */
  readonly silentTicksMax: number;
  /** Puts the question. */
  readonly ask: () => void;
  readonly onHang: (why: Hang) => void;
}

/** Watches over one life of the store's process. */
export interface StoreWatch {
  /** The question was answered, perhaps with an operation that should have ended. */
  answered(overdue: WatchedOperation | null): void;
  /** Whether answers come. Says no long before the process is given up. */
  isHeard(): boolean;
  stop(): void;
}

/** Ticks without an answer after which nobody is sent to the store any more. */
const unheardTicks = 2;

/**
 * Asks the process at each tick whether it is alive. It answers from its event loop, where nothing long is ever done:
 * loading yields after some hundred events, and the engine works in threads of its own. What takes minutes there (roll-ups
 * made anew, a rebuild, forgetting, migrations) does not delay the answer, so that only a process that hangs is silent.
 * Silence is counted in ticks: when the machine sleeps, or this process is stopped together with the store, none pass.
 */
export function watchStore({ ticker, silentTicksMax, ask, onHang }: StoreWatchOptions): StoreWatch {
  let waiting = false;
  let silentTicks = 0;
  let told = false;

  function hang(why: Hang): void {
    if (told) return;
    told = true;
    stop();
    onHang(why);
  }

  const stop = ticker(() => {
    if (!waiting) {
      waiting = true;
      ask();
      return;
    }
    silentTicks++;
    if (silentTicks >= silentTicksMax) hang('silent');
  });

  return {
    answered(overdue) {
      waiting = false;
      silentTicks = 0;
      if (overdue !== null) hang(overdue);
    },
    isHeard: () => !told && silentTicks < unheardTicks,
    stop,
  };
}

/** A tick every so often; it keeps nobody alive. */
export function every(intervalMs: number): Ticker {
  return (tick) => {
    const timer = setInterval(tick, intervalMs).unref();
    return () => clearInterval(timer);
  };
}
