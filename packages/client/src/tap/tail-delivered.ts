import type { Readable } from 'node:stream';

import { tapLimits } from '../limits.js';

/**
 * Waits, once the agent has ended, for the end of its output; not for ever where somebody else keeps its pipe open, silent or
 * not. `isBehind`: the client has not taken yet what was read, and all of the tail is for it.
 */
export async function tailDelivered(output: Readable, isBehind: () => boolean, tail: Promise<unknown>): Promise<void> {
  let quiet: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  let chunks = 0;
  const isWaitedFor = (): boolean => output.isPaused() || isBehind();
  const over = new Promise<void>((resolve) => {
    const again = (): void => {
      chunks += 1;
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        if (isWaitedFor()) again();
        else resolve();
      }, tapLimits.tailQuietMs);
    };
    // What the agent said was in the pipe when it ended: once that was found empty, the rest is somebody else's.
    const look = (): void => {
      const before = chunks;
      const wait = isWaitedFor();
      setImmediate(() => {
        if (!wait && chunks === before) resolve();
        else patience = setTimeout(look, lookIntervalMs);
      });
    };
    output.on('data', again);
    again();
    patience = setTimeout(look, tapLimits.tailMaxMs);
  });
  await Promise.race([tail, over]);
  clearTimeout(quiet);
  clearTimeout(patience);
}

const lookIntervalMs = 10;
