import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type { Config } from '../config.js';
import { createLogger, type Logger } from '../logger.js';

/** When the log has this size, it becomes `tap.old.log`, of which there is one. */
const logBytesMax = 4 * 1024 * 1024;

/**
 * The log of the taps of a data directory: `DATA/tap.log`. A log that cannot be written is no reason to say anything to
 * whoever uses the agent: standard output belongs to the protocol, standard error to the agent.
 */
export function createTapLogger({ dataDir, logLevel }: Pick<Config, 'dataDir' | 'logLevel'>): Logger {
  const path = join(dataDir, 'tap.log');
  let opened = false;
  return createLogger(logLevel, (line) => {
    try {
      if (!opened) {
        opened = true;
        mkdirSync(dataDir, { recursive: true, mode: 0o700 });
        if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > logBytesMax) {
          renameSync(path, join(dataDir, 'tap.old.log'));
        }
      }
      appendFileSync(path, line, { mode: 0o600 });
    } catch {
      // Nothing that the agent or its user should hear of.
    }
  });
}
