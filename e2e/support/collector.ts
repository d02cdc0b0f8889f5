import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startTacho, type RunningTacho, type TachoOptions } from './tacho.js';
import { until } from './until.js';

export type CollectorOptions = TachoOptions & {
  readonly command?: 'serve' | 'start';
  readonly port?: number;
  readonly args?: readonly string[];
};

export type RunningCollector = {
  readonly tacho: RunningTacho;
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** The link to the page, as it was printed. */
  readonly pageLink: string;
  /** Rows of a read-only statement, by the HTTP interface. */
  sql(statement: string): Promise<readonly Row[]>;
  /** Rows of a named query, and whether they are samples. */
  query(name: string): Promise<{ readonly rows: readonly Row[]; readonly sample?: boolean }>;
  /** Ends it as Ctrl-C does, and waits for the end. */
  stop(): Promise<void>;
};

export type Row = Readonly<Record<string, unknown>>;

/** Starts a collector on a free port with its own data directory, and waits until it can be asked. */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const { command = 'serve', port = 0, args = [], ...tachoOptions } = options;
  const tacho = startTacho([command, '--port', String(port), ...args], tachoOptions);
  const gone = tacho.ended.then(({ code, stderr }) => {
    throw new Error(`tacho ${command} ended with ${code}: ${stderr}`);
  });
  gone.catch(() => {});
  const ready = async (): Promise<RunningCollector> => {
    const pageLink = await until('tacho prints the link to its page', () => linkIn(tacho), {
      seen: () => tacho.stdout() + tacho.stderr(),
    });
    const url = new URL(pageLink).origin;
    await until('the collector is ready', () => answersOk(`${url}/readyz`), { seen: tacho.stderr });
    return describeCollector(tacho, pageLink, readToken(options.dataDir));
  };
  try {
    return await Promise.race([ready(), gone]);
  } catch (error) {
    tacho.signalGroup('SIGKILL');
    throw error;
  }
}

/** The content of `DATA/token`. */
export function readToken(dataDir: string): string {
  return readFileSync(join(dataDir, 'token'), 'utf8').trim();
}

/** Whether a GET is answered by 200; a refused connection is no. */
export async function answersOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).status === 200;
  } catch {
    return false;
  }
}

function linkIn(tacho: RunningTacho): string | undefined {
  return /https?:\/\/\S+\/\?token=\S+/.exec(tacho.stdout() + tacho.stderr())?.[0];
}

function describeCollector(tacho: RunningTacho, pageLink: string, token: string): RunningCollector {
  const { origin, port } = new URL(pageLink);
  const ask = async (path: string, init: RequestInit = {}): Promise<unknown> => {
    const response = await fetch(`${origin}${path}`, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    });
    const body = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${body}`);
    return JSON.parse(body);
  };
  return {
    tacho,
    url: origin,
    port: Number(port),
    token,
    pageLink,
    async sql(statement) {
      const reply = await ask('/api/sql', { method: 'POST', body: JSON.stringify({ sql: statement }) });
      return (reply as { readonly rows: readonly Row[] }).rows;
    },
    query: (name) => ask(`/api/queries/${name}`) as Promise<{ readonly rows: readonly Row[] }>,
    async stop() {
      tacho.signalGroup('SIGINT');
      await tacho.ended;
    },
  };
}
