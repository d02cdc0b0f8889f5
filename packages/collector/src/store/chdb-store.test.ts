import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openChdbStore } from './chdb-store.js';
import { storeContract } from './testing/store-contract.js';

storeContract('chDB', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'tacho-store-'));
  const store = await openChdbStore({ directory });
  return { store, remove: () => rm(directory, { recursive: true, force: true }) };
});
