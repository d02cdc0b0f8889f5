import type { Transport } from './transport.js';

/**
 * A transport to a receiver that may come back at another address: after a request that failed, or that somebody there does
 * not accept, it is asked where the receiver is now. Null: nowhere, so it is tried where it was.
 */
export function movable(
  startUrl: string,
  findUrl: () => Promise<string | null>,
  open: (url: string) => Transport,
): Transport {
  let url = startUrl;
  let inner = open(url);
  return {
    batching: inner.batching,
    resendHarmless: inner.resendHarmless,
    async send(lines, signal) {
      const outcome = await inner.send(lines, signal);
      if (outcome.status !== 'retry' && outcome.status !== 'unauthorized') return outcome;
      const found = (await findUrl()) ?? url;
      if (found !== url) {
        inner.close();
        url = found;
        inner = open(url);
      }
      return outcome;
    },
    credentialsChanged: () => inner.credentialsChanged(),
    close: () => inner.close(),
  };
}
