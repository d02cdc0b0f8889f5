import type { Config } from './config.js';

/** Ids, counts, sizes and spans; never text, paths or addresses of what is observed. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** What services of this program log through: one JSON object a line. */
export interface Logger {
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
}

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
