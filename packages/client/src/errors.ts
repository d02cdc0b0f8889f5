/** One kind of failure: `docs/errors.md` is made from these. Codes are stable and never reused. */
interface ErrorKind {
  /** What happened, in general words; the thrown message names the particular case. */
  readonly meaning: string;
  /** What the user can do. */
  readonly remedy: string;
}

/** Everything that this package throws for a reason that its user can do something about. */
export const errorCatalogue = {
  bad_target: {
    meaning: 'The place to deliver to cannot be understood.',
    remedy: 'Use `http(s)://HOST[:PORT]`, `native:http(s)://…`, `stdout` or `file:PATH`.',
  },
  spool_not_writable: {
    meaning: 'The folder of events that wait to be sent cannot be created or written.',
    remedy: 'Give another data directory (`--data DIR` or TACHO_HOME), free some space, or correct its permissions.',
  },
  spool_on_network: {
    meaning:
      'The folder of events that wait to be sent is on a network file system, where a lock and a sync mean little.',
    remedy: 'Give a data directory on a local disk (`--data DIR` or TACHO_HOME).',
  },
  target_not_writable: {
    meaning: 'The file to deliver to cannot be opened for appending.',
    remedy: 'Give another path in `file:PATH`, or correct its permissions.',
  },
  not_synced: {
    meaning: 'Events were written but the disk did not confirm that they are safe from a power cut.',
    remedy: 'Check the disk; the events stay readable unless the machine goes down.',
  },
  delivery_closed: {
    meaning: 'A delivery was used after it had been closed.',
    remedy: 'Open a new one, or close it later.',
  },
} as const satisfies Record<string, ErrorKind>;

/** Code of a failure, as in `docs/errors.md`. */
export type ClientErrorCode = keyof typeof errorCatalogue;

/** A failure with a reason and what to do about it. Anything else that is thrown is our bug. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly code: ClientErrorCode;

  constructor(code: ClientErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get remedy(): string {
    return errorCatalogue[this.code].remedy;
  }
}
