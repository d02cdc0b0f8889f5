import type { Readable } from 'node:stream';

import { tapLimits } from '../limits.js';

/**
 * Waits, once the agent has ended, for the end of its output; not for ever where somebody else keeps its pipe open and
 * silent. `isBehind`: the client has not taken yet what was read.
 */
export async function tailDelivered(output: Readable, isBehind: () => boolean, tail: Promise<unknown>): Promise<void> {
  let quiet: NodeJS.Timeout | undefined;
  const silence = new Promise<void>((resolve) => {
    const again = (): void => {
      clearTimeout(quiet);
      quiet = setTimeout(() => {
        // The client is slow, and all of the tail is for it.
        if (output.isPaused() || isBehind()) again();
        else resolve();
      }, tapLimits.tailQuietMs);
    };
    output.on('data', again);
    again();
  });
  await Promise.race([tail, silence]);
  clearTimeout(quiet);
}
