import { fork, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { ClientName } from './clients.js';
import type { HostPlan, HostReport } from './host.js';
import type { Behaviour, SinkNote, SinkOrder } from './sink.js';

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const scratch = mkdtempSync(join(tmpdir(), 'tacho-bench-delivery-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));
let folders = 0;

/** One client with a receiver of its own. */
export interface Pair {
  readonly behave: (behaviour: Behaviour) => void;
  /** Gives the client another token, where it reads one. */
  readonly renewToken: () => void;
  /** Starts a program with the client; it may be killed, and started again on the same folder. */
  readonly start: (
    plan: Pick<HostPlan, 'warmUp' | 'count' | 'perSecond' | 'flushMs'> & { readonly idleMs?: number },
  ) => Host;
  /** How many events the client has taken, and how many of them have arrived. */
  readonly losses: () => Promise<{ readonly sent: number; readonly lost: number }>;
  readonly close: () => void;
}

/** A running program. */
export interface Host {
  readonly kill: () => void;
  /** Settles when it has sent its first event, or ended. */
  readonly begun: () => Promise<void>;
  /** What it said at its end; null when it did not come to it. */
  readonly done: Promise<HostReport | null>;
}

/** Starts a receiver for a client. */
export async function openPair(
  client: ClientName,
  { gzip, equalSettings }: Pick<HostPlan, 'gzip' | 'equalSettings'>,
): Promise<Pair> {
  const directory = join(scratch, String(folders++));
  mkdirSync(directory);
  writeFileSync(join(directory, 'token'), 'first');
  writeFileSync(join(directory, 'sent'), '');
  const sink = fork(file('sink.js'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const opened = await noteOf(sink);
  const url = `http://127.0.0.1:${'port' in opened ? opened.port : 0}`;
  const tell = (order: SinkOrder): void => void sink.send(order);
  return {
    behave: (behave) => tell({ behave }),
    renewToken: () => writeFileSync(join(directory, 'token'), 'second'),
    start: (plan) => startHost({ idleMs: 0, ...plan, client, url, gzip, equalSettings, directory }),
    async losses() {
      const answer = noteOf(sink);
      tell({ count: true });
      const note = await answer;
      const sent = sentOf(directory);
      return { sent, lost: sent - ('taken' in note ? note.taken : 0) };
    },
    close: () => sink.disconnect(),
  };
}

function startHost(plan: HostPlan): Host {
  // What the clients say of their troubles is not measured.
  const child = spawn(process.execPath, ['--expose-gc', file('host.js'), JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const done = new Promise<HostReport | null>((resolve) => {
    child.once('close', () => resolve(reportIn(said)));
  });
  return {
    kill: () => child.kill('SIGKILL'),
    async begun() {
      while (child.exitCode === null && child.signalCode === null && sentOf(plan.directory) === 0) await pause(20);
    },
    done,
  };
}

/** Hosts add a byte for each event that the client took. */
function sentOf(directory: string): number {
  return statSync(join(directory, 'sent')).size;
}

/** Clients may write to the standard output, too. */
function reportIn(said: string): HostReport | null {
  const line = said.split('\n').find((text) => text.startsWith('{"cpuUsPerEvent"'));
  return line === undefined ? null : (JSON.parse(line) as HostReport);
}

function noteOf(sink: ChildProcess): Promise<SinkNote> {
  return new Promise((resolve, reject) => {
    sink.once('message', (note: SinkNote) => resolve(note));
    sink.once('error', reject);
  });
}

/** Waits. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
