import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { afterAll } from 'vitest';

import { isAlive } from './processes.js';
import { repoRoot } from './scratch.js';

/** The CLI as `npm run build` left it. */
export const tachoProgram = join(repoRoot, 'packages/cli/bin/tacho.js');

export type TachoOptions = {
  /** `TACHO_HOME`: every test has its own. */
  readonly dataDir: string;
  /** Added to an environment that holds little more than `PATH`. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Arguments for Node itself. */
  readonly nodeArgs?: readonly string[];
};

export type Ended = {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
};

export type RunningTacho = {
  readonly process: ChildProcess;
  readonly pid: number;
  readonly ended: Promise<Ended>;
  stdout(): string;
  stderr(): string;
  /** Signals it and all that it started and that stayed in its process group, as Ctrl-C in a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
};

/** Groups that a test which failed on its way may have left behind. */
const started = new Set<number>();
afterAll(() => {
  for (const pid of started) signalQuietly(-pid, 'SIGKILL');
});

/** Starts `tacho` with its own process group; the caller ends it, and the end of the test file at the latest. */
export function startTacho(args: readonly string[], options: TachoOptions): RunningTacho {
  const child = spawn(process.execPath, [...(options.nodeArgs ?? []), tachoProgram, ...args], {
    cwd: options.cwd ?? repoRoot,
    env: cleanEnvironment(options),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
  child.stdin.on('error', () => {});
  const text = (name: keyof typeof output) => Buffer.concat(output[name]).toString('utf8');
  const pid = child.pid;
  if (pid === undefined) throw new Error('node could not be started');
  started.add(pid);
  child.once('close', () => started.delete(pid));
  return {
    process: child,
    pid,
    ended: new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code, signal) => resolve({ code, signal, stdout: text('stdout'), stderr: text('stderr') }));
    }),
    stdout: () => text('stdout'),
    stderr: () => text('stderr'),
    signalGroup: (signal) => {
      // The group lives as long as any of its members, the first one need not.
      if (isAlive(pid) || signal === 'SIGKILL') signalQuietly(-pid, signal);
    },
  };
}

/** Runs `tacho` to its end. */
export async function runTacho(
  args: readonly string[],
  options: TachoOptions & { readonly stdin?: string },
): Promise<Ended> {
  const running = startTacho(args, options);
  running.process.stdin?.end(options.stdin ?? '');
  return running.ended;
}

/** Runs `tacho … --json` and gives what it printed. */
export async function runTachoJson(args: readonly string[], options: TachoOptions): Promise<unknown> {
  const { code, stdout, stderr } = await runTacho([...args, '--json'], options);
  if (code !== 0) throw new Error(`tacho ${args.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

function cleanEnvironment({ dataDir, env }: TachoOptions): NodeJS.ProcessEnv {
  return {
    PATH: `${join(repoRoot, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    HOME: join(dataDir, 'no-home'),
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    NO_COLOR: '1',
    TACHO_HOME: dataDir,
    ...env,
  };
}

function signalQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // Already gone is what was wanted.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
