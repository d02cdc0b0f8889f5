import { behaviourOf } from '../../protocol/index.js';
import type { WireVersion } from '../../protocol/index.js';
import type { RecordedError } from '../records/record.js';

/** The typed error that the event has, from the error that the log has. */
export function codexErrorOf(
  error: RecordedError,
  wire: WireVersion,
): { errorKind: string; subreason: string | null; httpStatusCode: number | null } {
  const { message, codexErrorInfo } = error;
  const [name, detail] =
    typeof codexErrorInfo === 'string' || codexErrorInfo === null
      ? [codexErrorInfo ?? 'other', null]
      : (Object.entries(codexErrorInfo)[0] ?? ['other', null]);
  const status = statusOf(detail);
  const kind = kindOf(name, message, wire);
  const inMessage = /^unexpected status (\d{3})/.exec(message)?.[1];
  return {
    errorKind: kind,
    subreason: kind === 'invalid_request' ? message : null,
    httpStatusCode: status ?? (kind === 'unexpected_status' && inMessage !== undefined ? Number(inMessage) : null),
  };
}

function kindOf(name: string, message: string, wire: WireVersion): string {
  switch (name) {
    case 'usageLimitExceeded':
      return message.startsWith('Quota exceeded') ? 'quota_exceeded' : 'usage_limit_reached';
    case 'responseTooManyFailedAttempts':
      return 'retry_limit';
    case 'httpConnectionFailed':
      return message.startsWith('unexpected status') ? 'unexpected_status' : 'connection_failed';
    case 'other':
      return kindOfOther(message, wire);
    default:
      return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }
}

function kindOfOther(message: string, wire: WireVersion): string {
  if (message.startsWith('stream disconnected')) return 'stream';
  if (message.startsWith('unexpected status')) return 'unexpected_status';
  if (message.startsWith('error sending request')) return 'io';
  if (message.startsWith('Invalid prompt')) return behaviourOf(wire).invalidPromptKind;
  return 'invalid_request';
}

function statusOf(detail: unknown): number | null {
  if (typeof detail !== 'object' || detail === null || !('httpStatusCode' in detail)) return null;
  return typeof detail.httpStatusCode === 'number' ? detail.httpStatusCode : null;
}
