/** Where answers come from: the collector that was named, else the one that holds the data directory, else the directory itself. */
import { stat } from 'node:fs/promises';

import type { Config } from './config.js';
import { CliError } from './errors.js';
import { findLocalCollector, readLocalToken } from './local-collector.js';

/** One row of an answer. */
export type AnswerRow = Readonly<Record<string, unknown>>;

/** An answer and whether it is about the bundled recordings. */
export interface Answer {
  readonly rows: readonly AnswerRow[];
  readonly sample: boolean;
}

/** Something that can be asked. */
export interface Asker {
  /** Asks a query by its name; parameters as text, as in the address of the API. */
  readonly query: (name: string, params: Readonly<Record<string, string>>) => Promise<Answer>;
  /** Asks one SELECT. */
  readonly sql: (statement: string) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

/** How long a collector may take to answer one question. Its own limit for a query is shorter. */
const answerTimeoutMs = 60_000;

/** Opens what can be asked under these settings; the caller closes it. */
export async function openAsker(config: Pick<Config, 'collectorUrl' | 'token' | 'dataDir'>): Promise<Asker> {
  const token = config.token ?? (await readLocalToken(config.dataDir));
  if (config.collectorUrl !== null) return httpAsker(config.collectorUrl, token);
  const running = await findLocalCollector(config.dataDir);
  if (running !== null) return httpAsker(running.url, token);
  if (!(await isFolder(config.dataDir))) {
    throw new CliError('nothing_to_ask', `no collector is running, and ${config.dataDir} does not exist`);
  }
  const { openStoreAsker } = await import('./ask-store.js');
  return openStoreAsker(config.dataDir);
}

function httpAsker(base: string, token: string | null): Asker {
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
    const said = field(field(body, 'error'), 'message');
    throw new CliError('collector_refused', typeof said === 'string' ? said : `status ${response.status}`);
  }
  const rows = field(body, 'rows');
  if (!Array.isArray(rows)) throw new CliError('collector_refused', 'the answer has no rows; is it a collector?');
  return { rows, sample: field(body, 'sample') === true };
}

async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.isDirectory() === true;
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}
