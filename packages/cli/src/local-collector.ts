import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { isLoopback, readLocalToken } from '@tachograph/client/deliver';

import type { Config } from './config.js';
import type { CollectorAccess } from './request-collector.js';

/** What `collector.json` says of the collector that holds a data directory. */
export interface LocalCollector {
  readonly pid: number;
  /** Base address, without a slash at the end. */
  readonly url: string;
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
  if (typeof pid !== 'number' || typeof url !== 'string' || !isAlive(pid)) return null;
  return { pid, url: url.replace(/\/+$/, '') };
}

/** The collector that these settings name, else the one that holds the data directory; null when there is neither. */
export async function findCollector(
  config: Pick<Config, 'collectorUrl' | 'token' | 'dataDir'>,
): Promise<CollectorAccess | null> {
  const url = config.collectorUrl ?? (await findLocalCollector(config.dataDir))?.url ?? null;
  return url === null ? null : { url, token: await tokenFor(url, config) };
}

/** The token for a collector: the one that was set, else that of this machine, which no other machine is ever told. */
export async function tokenFor(
  url: string,
  { token, dataDir }: Pick<Config, 'token' | 'dataDir'>,
): Promise<string | null> {
  if (token !== null) return token;
  return isLoopback(url) ? readLocalToken(dataDir) : null;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process of another user is alive all the same.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
