import { acquireLock } from '@tachograph/client/deliver';

import { CollectorError } from './errors.js';

/** Takes the data directory for this process. The kernel frees it when the process ends, however it ends. */
export async function lockDataDirectory(root: string): Promise<() => Promise<void>> {
  const lock = await acquireLock(root, 'collector');
  if (lock === null) throw new CollectorError('data_in_use');
  return () => lock.release();
}
