import { exitCodes, type ExitCode } from './exit.js';

/** One kind of failure: `docs/errors.md` is made from these. Codes are stable and never reused. */
interface ErrorKind {
  readonly exitCode: ExitCode;
  /** What happened, in general words; the thrown message names the particular case. */
  readonly meaning: string;
  /** What the user can do. Printed below the message. */
  readonly remedy: string;
}

/** Everything that a command can fail with for a reason that its user can do something about. */
export const errorCatalogue = {
  bad_config: {
    exitCode: exitCodes.wrongUse,
    meaning: 'A flag, an environment variable or a line of the configuration file has a value that is not allowed.',
    remedy: 'Correct it where it was said: the flag, the variable, or the line of `config.toml` in the data directory.',
  },
  bad_argument: {
    exitCode: exitCodes.wrongUse,
    meaning: 'An argument or a combination of options makes no sense.',
    remedy: 'See `tacho help COMMAND`.',
  },
  port_taken: {
    exitCode: exitCodes.failed,
    meaning: 'Another program listens at the address.',
    remedy: 'Stop that program, or give `--listen` another address.',
  },
  address_not_usable: {
    exitCode: exitCodes.failed,
    meaning: 'The address cannot be listened on.',
    remedy: 'Give `--listen` an address of this machine, or a path in a folder that you may write to.',
  },
  already_running: {
    exitCode: exitCodes.failed,
    meaning: 'A collector holds this data directory already.',
    remedy: 'Use that one, stop it, or choose another data directory with `--data DIR`.',
  },
  collector_unreachable: {
    exitCode: exitCodes.failed,
    meaning: 'No collector answers at the address that was given.',
    remedy: 'Start one with `tacho start`, or give its address with `--url URL` or TACHO_COLLECTOR_URL.',
  },
  collector_refused: {
    exitCode: exitCodes.failed,
    meaning: 'The collector answered with an error.',
    remedy: 'The message is the collector’s own; a wrong token is the most frequent reason (TACHO_TOKEN).',
  },
  not_delivered: {
    exitCode: exitCodes.partlyDone,
    meaning: 'Events of session logs were read faster than anybody takes them.',
    remedy: 'Start a collector with `tacho start`, then import again: what was delivered is not delivered twice.',
  },
  nothing_to_ask: {
    exitCode: exitCodes.failed,
    meaning: 'There is neither a running collector nor a data directory to look at.',
    remedy: 'Start a collector with `tacho start`, or give the address of one with `--url URL`.',
  },
} as const satisfies Record<string, ErrorKind>;

/** Code of a failure, as in `docs/errors.md`. */
export type CliErrorCode = keyof typeof errorCatalogue;

/** A failure with a message for the user: what happened and what to do. Anything else that is thrown is our bug. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: CliErrorCode;

  constructor(code: CliErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }

  get exitCode(): ExitCode {
    return errorCatalogue[this.code].exitCode;
  }

  get remedy(): string {
    return errorCatalogue[this.code].remedy;
  }
}
