import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { localDestination, readSpoolStatus } from '@tachograph/client/deliver';

import type { Config } from './config.js';
import { openSourceDelivery } from './tap/source-delivery.js';

/** Spool of what goes to the collector of this data directory. */
const localSpool = `collector-${localDestination}`;

const pollMs = 200;

/** A source that runs sends by itself; after this long what is still there is left to the next one. */
const patienceMs = 60_000;

/**
 * Sends what taps and imports left in the spool while no collector ran: whoever starts one wants to see it, and there may
 * be no other source for days.
 */
export async function sendLeftOver(config: Config, signal: AbortSignal): Promise<void> {
  const folder = join(config.dataDir, 'spool');
  const waits = async (): Promise<boolean> =>
    (await readSpoolStatus(folder)).some(({ name, queued }) => name === localSpool && queued > 0);
  if (config.disabled || !(await waits())) return;
  const delivery = await openSourceDelivery({ config: { ...config, collectorUrl: null }, source: 'tap' });
  const untilMs = Date.now() + patienceMs;
  while (!signal.aborted && Date.now() < untilMs && (await waits())) {
    await pause(pollMs, undefined, { signal }).catch(() => {});
  }
  await delivery.close(0);
}
