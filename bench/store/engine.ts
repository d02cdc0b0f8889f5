import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Session } from 'chdb';

const require = createRequire(import.meta.url);

/** Opens the engine itself on the store of a folder that nobody else holds. For programs of their own: it ends badly in others. */
export function openEngine(dataDir: string): Session {
  const chdb = require('chdb') as typeof import('chdb');
  const session = new chdb.Session(join(dataDir, 'store'));
  session.query('USE tacho');
  return session;
}
