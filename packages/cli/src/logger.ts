import type { LogFields, Logger } from '@tachograph/client';

import type { Config } from './config.js';

export type { Logger };

type Level = Config['logLevel'];

const severity = { debug: 0, info: 1, warn: 2, error: 3 } as const satisfies Record<Level, number>;

/** A logger that writes JSON lines of at least this level. */
export function createLogger(level: Level, write: (line: string) => void, now: () => Date = () => new Date()): Logger {
  const at =
    (name: Level) =>
    (message: string, fields: LogFields = {}): void => {
      if (severity[name] < severity[level]) return;
      write(`${JSON.stringify({ time: now().toISOString(), level: name, message, ...fields })}\n`);
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
