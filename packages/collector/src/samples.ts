import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { localAccount } from './access/access.js';
import type { DataDirectory } from './data-directory.js';
import { errorCodeOf } from './errors.js';
import type { Logger } from './logger.js';
import { openPipeline, type Pipeline } from './pipeline.js';

/** Recordings that are shown while the store is empty, in a store of their own that is made anew at each start. */
export interface Samples {
  begin(isWanted: () => boolean): void;
  /** The store with the samples; null when there are none. */
  store(): Promise<Pipeline['store'] | null>;
  /** Whether they are loaded, or will not be. */
  isSettled(): boolean;
  /** There is something real now: their process goes. */
  end(): void;
  close(): Promise<void>;
}

/** Samples of these lines; nothing is opened before `begin`. */
export function createSamples(
  lines: readonly string[] | undefined,
  data: DataDirectory,
  logger: Logger,
  clock: () => number,
  onLoaded: () => void,
): Samples {
  let opening: Promise<Pipeline | null> | null = null;
  let settled = lines === undefined || lines.length === 0;
  let closed = false;
  let ended = false;
  let ending: Promise<void> | null = null;

  async function open(): Promise<Pipeline | null> {
    await rm(data.samples, { recursive: true, force: true });
    const pipeline = await openPipeline({
      logDirectory: join(data.samples, 'log'),
      storeDirectory: join(data.samples, 'store'),
      logId: 'samples',
      logger,
      clock,
      querySessions: 2,
    });
    const body = Buffer.from(`${(lines ?? []).join('\n')}\n`);
    await pipeline.log.append({ account: localAccount, door: 'events', received_at_ms: clock() }, [body]);
    await pipeline.store.ready;
    await pipeline.store.ask({ kind: 'caught_up' });
    onLoaded();
    return pipeline;
  }

  return {
    begin(isWanted) {
      if (settled || closed || ended || opening !== null) return;
      if (!isWanted()) {
        settled = true;
        return;
      }
      opening = open()
        .catch((error: unknown) => {
          logger.warn({ code: errorCodeOf(error) }, 'samples cannot be shown');
          return null;
        })
        .finally(() => {
          settled = true;
        });
    },
    store: async () => (await opening)?.store ?? null,
    isSettled: () => settled,
    end() {
      if (ended) return;
      ended = true;
      settled = true;
      const closing = opening;
      opening = null;
      ending = (async () => (await closing)?.close())();
    },
    async close() {
      closed = true;
      await ending;
      await (await opening)?.close();
    },
  };
}
