import type { Answer, Asker } from './ask.js';
import { CliError } from './errors.js';

/** How long a collector may take to answer one question. Its own limit for a query is shorter. */
const answerTimeoutMs = 60_000;

/** The collector's own words: what it did not like, and what to do about it. */
class CollectorRefusal extends Error {
  override readonly name = 'CollectorRefusal';
  readonly help: string;

  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** Asks a collector over HTTP. */
export function httpAsker(base: string, token: string | null): Asker {
  const ask = async (path: string, init: RequestInit): Promise<Answer> => {
    let response: Response;
    try {
      response = await fetch(`${base}${path}`, {
        ...init,
        headers: {
          accept: 'application/json',
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal: AbortSignal.timeout(answerTimeoutMs),
      });
    } catch (error) {
      throw new CliError('collector_unreachable', `no answer from ${base}`, { cause: error });
    }
    return readAnswer(response);
  };
  return {
    query: (name, params) => {
      const search = new URLSearchParams(params).toString();
      return ask(`/api/queries/${encodeURIComponent(name)}${search === '' ? '' : `?${search}`}`, { method: 'GET' });
    },
    sql: (statement) => ask('/api/sql', { method: 'POST', body: JSON.stringify({ sql: statement }) }),
    close: () => Promise.resolve(),
  };
}

async function readAnswer(response: Response): Promise<Answer> {
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok) {
    const message = field(field(body, 'error'), 'message');
    const help = field(field(body, 'error'), 'help');
    if (typeof message === 'string' && typeof help === 'string') throw new CollectorRefusal(message, help);
    throw new CliError('collector_refused', `it answered with status ${response.status}`);
  }
  const rows = field(body, 'rows');
  if (!Array.isArray(rows)) throw new CliError('collector_refused', 'the answer has no rows; is it a collector?');
  return { rows, sample: field(body, 'sample') === true };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
