import { stat } from 'node:fs/promises';

import { CliError } from './errors.js';

/** For commands that look at what a data directory holds: opening one that is not there would make an empty one. */
export async function requireDataDirectory(dataDir: string): Promise<void> {
  const found = await stat(dataDir).catch(() => null);
  if (found?.isDirectory() === true) return;
  const trouble = found === null ? 'does not exist' : 'is not a folder';
  throw new CliError('nothing_to_ask', `no collector is running, and ${dataDir} ${trouble}`);
}
