import { findLocalCollector, isLoopback, readLocalToken } from '@tachograph/client/deliver';

import type { Config } from './config.js';
import type { CollectorAccess } from './request-collector.js';

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
