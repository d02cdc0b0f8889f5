import { join } from 'node:path';

import {
  ClientError,
  findLocalCollector,
  machineIdFor,
  openDelivery,
  parseTarget,
  toLocalCollector,
  type Delivery,
} from '@tachograph/client/deliver';

import type { Config } from '../config.js';
import { tokenFor } from '../local-collector.js';
import type { Logger } from '../logger.js';
import { version } from '../version.js';

/** What {@link openSourceDelivery} is told. */
export interface SourceDeliveryOptions {
  readonly config: Config;
  readonly source: 'tap' | 'rollout';
  /** `--to`; absent: the collector of the configuration, else the local one. */
  readonly to?: string;
  readonly logger?: Logger;
}

/** Opens delivery for a source that runs on this machine, with the local token where nothing else is said. */
export async function openSourceDelivery({ config, source, to, logger }: SourceDeliveryOptions): Promise<Delivery> {
  const { dataDir, privacy } = config;
  const named = to ?? config.collectorUrl;
  const target = parseTarget(named ?? (await localCollectorUrl(config)));
  return openDelivery({
    directory: join(dataDir, 'spool'),
    target,
    ...(named === null ? toLocalCollector(dataDir) : {}),
    // Read when it is needed: the collector, which makes it, may be started later than this.
    ...(target.kind === 'collector' ? { token: () => tokenFor(target.url, config) } : {}),
    source,
    sourceVersion: version,
    machineId: await machineIdFor(target, dataDir).catch(notWritable),
    privacy,
    disabled: config.disabled,
    ...(logger === undefined ? {} : { logger }),
  });
}

/** The collector that holds the data directory; where none runs now, the one that the configuration would start. */
async function localCollectorUrl({ dataDir, host, port }: Config): Promise<string> {
  const running = await findLocalCollector(dataDir);
  return running?.url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function notWritable(cause: unknown): never {
  throw new ClientError('spool_not_writable', 'the data directory cannot be written', { cause });
}
