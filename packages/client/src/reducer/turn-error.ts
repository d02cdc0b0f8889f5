import type { CodexErrorInfo } from '../protocol/messages/turn.js';

/** What is known inside of an error's kind: a status, and what kind of turn could not be steered. */
type ErrorDetail = Readonly<Record<string, string | number | null>>;

const word = /^[A-Za-z]\w{0,63}$/;

/**
 * The kind of an error as an event may tell it: a word, or one word with what is known to stand in it. A server of tomorrow
 * may put texts there; they stay out.
 */
export function namedError(info: CodexErrorInfo): string | Readonly<Record<string, ErrorDetail>> {
  if (typeof info === 'string') return word.test(info) ? info : 'other';
  const [kind, inner] = Object.entries(info)[0] ?? ['', null];
  if (!word.test(kind)) return 'other';
  return { [kind]: detailOf(inner) };
}

function detailOf(inner: unknown): ErrorDetail {
  if (typeof inner !== 'object' || inner === null) return {};
  const detail: Record<string, string | number | null> = {};
  for (const [name, value] of Object.entries(inner)) {
    if (name === 'httpStatusCode' && (value === null || Number.isInteger(value))) detail[name] = value;
    if (name === 'turnKind' && typeof value === 'string' && word.test(value)) detail[name] = value;
  }
  return detail;
}
