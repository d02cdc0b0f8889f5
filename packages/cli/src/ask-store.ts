import type { Asker } from './ask.js';
import { CliError } from './errors.js';

/** Asks a data directory that no collector holds, by opening its store. */
export function openStoreAsker(dataDir: string): Promise<Asker> {
  throw new CliError('nothing_to_ask', `no collector holds ${dataDir}`);
}
