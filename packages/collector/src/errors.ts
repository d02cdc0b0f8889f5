/**
 * Every error of the collector: its code (stable, never reused), its HTTP status, what happened and what to do.
 * `docs/errors.md` is made from this table.
 */
export const errorCatalogue = {
  data_not_writable: {
    status: 500,
    message: 'The data directory cannot be written.',
    help: 'Choose another one with --data DIR (or TACHO_HOME), or give this user the right to write there.',
  },
  data_in_use: {
    status: 500,
    message: 'Another collector is running on this data directory.',
    help: 'Stop it first, or give this one a directory of its own with --data DIR.',
  },
  data_not_empty: {
    status: 500,
    message: 'The folder is not empty.',
    help: 'Choose a folder that does not exist yet.',
  },
  backup_damaged: {
    status: 500,
    message: 'The backup is not whole, or not one of ours.',
    help: 'The file that is named differs from the one that was written; use another backup.',
  },
  port_taken: {
    status: 500,
    message: 'The port is taken by another program.',
    help: 'Choose another one with --port N (or TACHO_PORT).',
  },
  address_unavailable: {
    status: 500,
    message: 'The address cannot be listened on.',
    help: 'Use an address of this machine with --host H; 127.0.0.1 always works.',
  },
  keys_needed: {
    status: 500,
    message: 'The collector only listens on loopback: access from elsewhere needs keys.',
    help: 'Use --host 127.0.0.1, ::1 or localhost.',
  },
  engine_missing: {
    status: 500,
    message: 'The embedded store (chDB) is not there for this platform.',
    help: 'It runs on Linux with glibc and on macOS. Run the collector on such a machine and deliver to it with --to http://HOST:PORT, or run npm install again if optional dependencies were left out.',
  },
  store_down: {
    status: 503,
    message: 'The store is not ready; events are still accepted and kept in the log.',
    help: 'Try again in a few seconds; the log of the collector says why if it lasts.',
  },
  store_newer: {
    status: 500,
    message: 'The store was written by a newer version.',
    help: 'Update this program, or move DATA/store away: it is rebuilt from the log.',
  },
  log_newer: {
    status: 500,
    message: 'The event log was written by a newer version.',
    help: 'Update this program; the log is left as it is.',
  },
  log_write_failed: {
    status: 503,
    message: 'The event log could not be written; nothing of this request was accepted.',
    help: 'Look at the free space and the rights of DATA/log; sources keep their events and send them again.',
  },
  disk_full: {
    status: 503,
    message: 'The disk of the data directory is full; nothing of this request was accepted.',
    help: 'Free some space, or let the log be kept for a shorter time; sources keep their events and send them again.',
  },
  unauthorized: {
    status: 401,
    message: 'A token is needed, and none or another one was sent.',
    help: 'Send "Authorization: Bearer TOKEN" with the token in DATA/token, or open the link that `tacho start` printed.',
  },
  forbidden_host: {
    status: 403,
    message: 'The Host header names another machine.',
    help: 'Use the address that the collector printed.',
  },
  not_found: { status: 404, message: 'There is nothing here.', help: 'See the list of doors in docs/architecture.md.' },
  method_not_allowed: { status: 405, message: 'This door does not take that method.', help: 'See `allow`.' },
  body_unreadable: {
    status: 400,
    message: 'The body cannot be read.',
    help: 'Send newline-delimited JSON in UTF-8 (or {"events":[…]} at the native door), gzip allowed.',
  },
  unsupported_encoding: {
    status: 415,
    message: 'The content encoding is not known.',
    help: 'Use gzip or none.',
  },
  body_too_large: { status: 413, message: 'The body is too large.', help: 'Send fewer events at once.' },
  busy: { status: 429, message: 'Too much at once.', help: 'Send it again after the time in Retry-After.' },
  query_unknown: {
    status: 404,
    message: 'There is no query of that name.',
    help: '`tacho query` and GET /api/queries list them.',
  },
  parameter_invalid: {
    status: 400,
    message: 'A parameter cannot be used.',
    help: 'See `tacho help query`, or GET /api/queries.',
  },
  sql_refused: {
    status: 400,
    message: 'Only one SELECT over the tables of the store is allowed.',
    help: 'No INTO OUTFILE, FORMAT, SETTINGS, table functions or system tables.',
  },
  sql_failed: { status: 400, message: 'The statement failed.', help: 'The message of the engine says where.' },
  query_limit: {
    status: 400,
    message: 'The query went over a limit of time, memory or rows.',
    help: 'Narrow it by time or by a filter, or add a LIMIT.',
  },
  internal: { status: 500, message: 'Something went wrong here.', help: 'The log of the collector says what.' },
} as const satisfies Record<string, { status: number; message: string; help: string }>;

/** Code of a failure, as in `docs/errors.md`. */
export type ErrorCode = keyof typeof errorCatalogue;

/** An error of the catalogue. `detail` adds numbers or names that are safe to show; never content. */
export class CollectorError extends Error {
  override readonly name = 'CollectorError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly help: string;

  constructor(code: ErrorCode, options: { readonly detail?: string; readonly cause?: unknown } = {}) {
    const entry = errorCatalogue[code];
    super(options.detail === undefined ? entry.message : `${entry.message} ${options.detail}`, {
      cause: options.cause,
    });
    this.code = code;
    this.status = entry.status;
    this.help = entry.help;
  }
}

/** The code of a system error (`ENOSPC`), or null. */
export function systemErrorCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}

/** A code for a log line, whatever the error is. */
export function errorCodeOf(error: unknown): string {
  return error instanceof CollectorError ? error.code : (systemErrorCode(error) ?? 'unknown');
}

/**
 * Where an unexpected error came from, for a log line: its name and the nearest calls. Its message may quote what it was
 * about, and the folders of the calls may tell a name: both stay out.
 */
export function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const calls = (error.stack ?? '').split('\n').flatMap((line) => {
    const [, name = '', file = ''] = /^ +at (?:(.*) \()?(?:.*[\\/])?([\w.-]+:\d+:\d+)\)?$/.exec(line) ?? [];
    return file === '' ? [] : [`${name} ${file}`.trim()];
  });
  return [error.name, ...calls.slice(0, 3)].join(' | ');
}
