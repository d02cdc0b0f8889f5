import { tapLimits } from '../limits.js';
import { silentLogger, type Logger } from '../logger.js';

const { faultsMax } = tapLimits;

/** Runs what is ours beside what is the agent's. */
export interface Guard {
  /** Runs it; a throw is caught and counted. After too many, nothing is run any more. */
  readonly run: (work: () => void) => void;
  /** Counts a fault that was caught elsewhere. */
  readonly fault: (error: unknown) => void;
  readonly faults: () => number;
  readonly quiet: () => boolean;
}

/** A fault here must never reach the agent: it is caught, counted, said once in the log, and that is all. */
export function createGuard(logger: Logger = silentLogger): Guard {
  let faults = 0;
  function fault(error: unknown): void {
    faults += 1;
    if (faults !== 1 && faults !== faultsMax) return;
    // The name alone: a message may quote what was observed.
    const kind = error instanceof Error ? error.name : typeof error;
    try {
      logger.error(faults === 1 ? 'observation failed' : 'observation given up', { kind, faults });
    } catch {
      // A log that cannot be written is no reason to disturb the agent; the fault is counted.
    }
  }
  return {
    run(work) {
      if (faults >= faultsMax) return;
      try {
        work();
      } catch (error) {
        fault(error);
      }
    },
    fault,
    faults: () => faults,
    quiet: () => faults >= faultsMax,
  };
}
