import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { afterEach } from 'vitest';

import { isBefore, type LogPosition } from '../log/format.js';

const program = fileURLToPath(new URL('./collector-process.mjs', import.meta.url));

/** How a collector is reached. */
export interface Reachable {
  readonly url: string;
  readonly token: string;
}

/** A built collector in a process of its own, to be killed. */
export interface RunningCollector extends Reachable {
  readonly child: ChildProcess;
}

interface StatusReply {
  readonly log: { readonly durable: LogPosition };
  readonly store: { readonly pid?: number; readonly reached?: LogPosition };
}

const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

/** Starts one; it ends with the test. Unwatched: a store of it that hangs stays as it is. */
export async function startRunning(
  dataDir: string,
  mode: 'watched' | 'unwatched' = 'watched',
): Promise<RunningCollector> {
  const child = fork(program, [dataDir, mode], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [] });
  children.push(child);
  const [message] = (await once(child, 'message')) as [{ readonly url: string; readonly token: string }];
  return { child, ...message };
}

/** Posts a body; whether it was answered 200. */
export async function postTo(collector: Reachable, body: Buffer): Promise<boolean> {
  try {
    const reply = await fetch(`${collector.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${collector.token}` },
      body: new Uint8Array(body),
    });
    await reply.text();
    return reply.status === 200;
  } catch {
    return false;
  }
}

/** Asks with the token. */
export async function getFrom(collector: Reachable, path: string): Promise<Response> {
  return fetch(`${collector.url}${path}`, { headers: { authorization: `Bearer ${collector.token}` } });
}

/** Number of the store's process; undefined while there is none. */
export async function storePidOf(collector: Reachable): Promise<number | undefined> {
  const reply = await getFrom(collector, '/api/status').catch(() => null);
  const status = (await reply?.json().catch(() => null)) as StatusReply | null;
  return status?.store?.pid;
}

/** Whether everything in the log can be asked for. */
export async function isLoaded(collector: Reachable): Promise<boolean> {
  if ((await getFrom(collector, '/readyz')).status !== 200) return false;
  const { log, store } = (await (await getFrom(collector, '/api/status')).json()) as StatusReply;
  return store.reached !== undefined && !isBefore(store.reached, log.durable);
}

/** The answer to a statement. */
export async function sqlFrom(
  collector: Reachable,
  statement: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const reply = await fetch(`${collector.url}/api/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${collector.token}` },
    body: JSON.stringify({ sql: statement }),
  });
  const answer = (await reply.json()) as { readonly rows: readonly Record<string, unknown>[] };
  return answer.rows;
}
