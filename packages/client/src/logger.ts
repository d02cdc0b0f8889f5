/** Ids, counts, sizes and spans; never text, paths or addresses of what is observed. */
export type LogFields = Readonly<Record<string, string | number | boolean | null>>;

/** What an embedding program may hand in to hear from us. Without one we are silent. */
export interface Logger {
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields) => void;
}

const nothing = (): void => {};

/** The default of everything that takes a {@link Logger}. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
