import { constants } from 'node:os';

/** npm passes Ctrl-C on to a program that has got it from the terminal already: two signals, one wish. */
const oneWishMs = 1000;

/** Resolves at the first SIGINT or SIGTERM. A later one ends the process at once, in case that stopping hangs. */
export function stopSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let firstAtMs: number | null = null;
    const heard = (signal: NodeJS.Signals): void => {
      if (firstAtMs === null) {
        firstAtMs = Date.now();
        resolve(signal);
      } else if (Date.now() - firstAtMs > oneWishMs) {
        process.exit(128 + constants.signals[signal]);
      }
    };
    process.on('SIGINT', heard);
    process.on('SIGTERM', heard);
  });
}
