import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isProcessAlive } from '../process-alive.js';
import type { DeliveryOptions } from './open-delivery.js';

/** What `collector.json` says of the collector that holds a data directory. */
export interface LocalCollector {
  readonly pid: number;
  /** Base address, without a slash at the end. */
  readonly url: string;
}

/**
 * Name of the spool for the collector of this machine, whatever its address is today: one that comes back on another port is
 * the same receiver.
 */
export const localDestination = 'local';

/** How a delivery is opened to the collector of a data directory, wherever that is today. */
export function toLocalCollector(dataDir: string): Required<Pick<DeliveryOptions, 'destination' | 'findCollector'>> {
  return { destination: localDestination, findCollector: async () => (await findLocalCollector(dataDir))?.url ?? null };
}

/** The collector that holds this data directory now; null when none does. */
export async function findLocalCollector(dataDir: string): Promise<LocalCollector | null> {
  const text = await readFile(join(dataDir, 'collector.json'), 'utf8').catch(() => 'null');
  let said: unknown;
  try {
    said = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof said !== 'object' || said === null || !('pid' in said) || !('url' in said)) return null;
  const { pid, url } = said;
  // A file left by a collector that was killed names a process that is gone.
  if (typeof pid !== 'number' || typeof url !== 'string' || !isProcessAlive(pid)) return null;
  return { pid, url: url.replace(/\/+$/, '') };
}
