import type { WireBehaviour } from '../../protocol/index.js';
import type { CodexErrorInfo } from '../../protocol/messages/turn.js';

/** The typed error of a turn, as far as the protocol shows it. */
export interface ErrorKind {
  readonly errorKind: string;
  readonly subreason: string | null;
  readonly httpStatusCode: number | null;
}

/** Kinds that the protocol names one for one. */
const named: Readonly<Record<string, string>> = {
  contextWindowExceeded: 'context_window_exceeded',
  serverOverloaded: 'server_overloaded',
  cyberPolicy: 'cyber_policy',
  internalServerError: 'internal_server_error',
  unauthorized: 'refresh_token_failed',
  badRequest: 'invalid_request',
  sandboxError: 'sandbox',
  responseTooManyFailedAttempts: 'retry_limit',
  responseStreamConnectionFailed: 'connection_failed',
  responseStreamDisconnected: 'response_stream_failed',
};

/** The first that fits says what stands behind an error that the protocol calls "other". */
const otherMessages: readonly (readonly [RegExp, string])[] = [
  [/^stream disconnected/, 'stream'],
  [/^(error sending request|.*discovery)/, 'io'],
];

/** Reads kind, reason and status of an error out of the protocol's form of it. */
export function errorKindOf(info: CodexErrorInfo | null, message: string, behaviour: WireBehaviour): ErrorKind {
  const name = typeof info === 'string' ? info : (Object.keys(info ?? {})[0] ?? 'other');
  const status = statusOf(info) ?? unexpectedStatus(message);
  if (name === 'usageLimitExceeded') {
    return kind(message.startsWith('Quota exceeded') ? 'quota_exceeded' : 'usage_limit_reached');
  }
  if (name === 'httpConnectionFailed')
    return kind(unexpectedStatus(message) === null ? 'connection_failed' : 'unexpected_status', status);
  const known = named[name];
  if (known !== undefined) return kind(known, name === 'responseTooManyFailedAttempts' ? status : null);
  if (name !== 'other') return kind(snakeCase(name));
  if (unexpectedStatus(message) !== null) return kind('unexpected_status', status);
  const other = otherMessages.find(([pattern]) => pattern.test(message));
  if (other !== undefined) return kind(other[1]);
  if (message.startsWith('Invalid prompt') && behaviour.invalidPromptKind !== 'invalid_request') {
    return kind(behaviour.invalidPromptKind);
  }
  return { errorKind: 'invalid_request', subreason: message, httpStatusCode: null };
}

function kind(errorKind: string, httpStatusCode: number | null = null): ErrorKind {
  return { errorKind, subreason: null, httpStatusCode };
}

function statusOf(info: CodexErrorInfo | null): number | null {
  if (typeof info !== 'object' || info === null) return null;
  const inner = Object.values(info)[0];
  if (typeof inner !== 'object' || inner === null || !('httpStatusCode' in inner)) return null;
  return typeof inner.httpStatusCode === 'number' ? inner.httpStatusCode : null;
}

function unexpectedStatus(message: string): number | null {
  const found = /^unexpected status (\d{3})/.exec(message);
  return found === null ? null : Number(found[1]);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
