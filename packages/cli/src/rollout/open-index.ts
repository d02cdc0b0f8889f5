import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { parseTarget } from '@tachograph/client/deliver';
import { openRolloutIndex, type RolloutIndex } from '@tachograph/client/rollout/history';

import type { Config } from '../config.js';

/**
 * What of the session logs a receiver has got: that of this data directory, or the one that `--to` or the configuration
 * names. What was delivered to one is still to be delivered to another.
 */
export function openIndexFor(config: Config, to?: string): RolloutIndex {
  const named = to ?? config.collectorUrl;
  const receiver = named === null ? '' : `.${nameOf(named)}`;
  return openRolloutIndex(join(config.dataDir, `rollout-index${receiver}.json`));
}

/** A name for a receiver that tells nothing of its address. */
function nameOf(named: string): string {
  const target = parseTarget(named);
  const place = target.kind === 'file' ? target.path : 'url' in target ? target.url : '';
  return createHash('sha256').update(`${target.kind} ${place}`).digest('hex').slice(0, 8);
}
