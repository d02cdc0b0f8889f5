import { CliError } from './errors.js';

/** How long a collector may take to answer. Its own limit for a query is shorter. */
const answerTimeoutMs = 60_000;

/** The same where it writes its whole log anew: as long as a request without an answer is kept open. */
export const longAnswerTimeoutMs = 290_000;

/** A collector that can be reached, and the token that it knows. */
export interface CollectorAccess {
  /** Base address, without a slash at the end. */
  readonly url: string;
  readonly token: string | null;
}

/** The collector's own words: what it did not like, and what to do about it. */
class CollectorRefusal extends Error {
  override readonly name = 'CollectorRefusal';
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** Asks a collector; gives the body of its answer, and throws what it refuses. */
export async function requestCollector(
  { url, token }: CollectorAccess,
  path: string,
  post?: Readonly<Record<string, unknown>>,
  timeoutMs: number = answerTimeoutMs,
): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${url}${path}`, {
      headers: {
        accept: 'application/json',
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(post === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(post === undefined ? {} : { method: 'POST', body: JSON.stringify(post) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const what = isLate
      ? `no answer from ${url} within ${timeoutMs / 1000} s; it may still be at work`
      : `no answer from ${url}`;
    throw new CliError('collector_unreachable', what, { cause: error });
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body;
  const message = fieldOf(fieldOf(body, 'error'), 'message');
  const help = fieldOf(fieldOf(body, 'error'), 'help');
  if (typeof message === 'string' && typeof help === 'string') throw new CollectorRefusal(message, help);
  throw new CliError('collector_refused', `it answered with status ${response.status}`);
}

/** A field of a value that came from elsewhere; undefined when there is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
