import { fork, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { LoadPlan, LoadReport } from './load.js';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** A server under test. */
export interface Server {
  readonly url: string;
  readonly token: string;
  /** Keeps the store of a collector from working, or lets it go on. */
  readonly holdStore: (held: boolean) => void;
  readonly dataDir: string;
  readonly close: () => Promise<void>;
}

/** Starts one on a folder of its own. */
export async function startServer(kind: 'bare' | 'collector'): Promise<Server> {
  const dataDir = mkdtempSync(join(tmpdir(), 'tacho-bench-collector-'));
  const child = fork(file(`${kind}-server.js`), [dataDir], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const { url, token, storePid } = await new Promise<{ url: string; token: string; storePid: number | null }>(
    (resolve, reject) => {
      child.once('message', (note) => resolve(note as { url: string; token: string; storePid: number | null }));
      child.once('exit', (code) => reject(new Error(`the ${kind} server ended with ${code}`)));
    },
  );
  return {
    url,
    token,
    holdStore(held) {
      if (storePid !== null) process.kill(storePid, held ? 'SIGSTOP' : 'SIGCONT');
    },
    dataDir,
    async close() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      if (storePid !== null) {
        // Its data are thrown away: no need to let it finish.
        process.kill(storePid, 'SIGKILL');
      }
      child.kill('SIGKILL');
      await ended;
      rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Posts from a process of its own. */
export async function load(server: Server, plan: Omit<LoadPlan, 'url' | 'token'>): Promise<LoadReport> {
  const full: LoadPlan = { ...plan, url: server.url, token: server.token };
  const child = spawn(process.execPath, [file('load.js'), JSON.stringify(full)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(said) as LoadReport;
}

/** Asks a collector. */
export async function askSql(server: Server, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const answer = await fetch(`${server.url}/api/sql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sql }),
  });
  return ((await answer.json()) as { readonly rows: readonly Readonly<Record<string, unknown>>[] }).rows;
}
