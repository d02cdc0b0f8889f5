import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';

import { programSearch } from '../config.js';
import { windowsProgram, type Spawnable } from './windows-program.js';

/** A started agent: its standard error is ours, its input and output are pipes. */
export type AgentProcess = ChildProcessByStdio<Writable, Readable, null>;

/** Whether the program could be started. */
export type StartResult =
  | { readonly status: 'started'; readonly agent: AgentProcess; readonly exited: Promise<number> }
  | { readonly status: 'not_started'; readonly exitCode: number; readonly reason: string };

/** As shells say it: the program is not there, or is not one. */
const notFound = 127;
const notExecutable = 126;

/** Starts the agent and tells, when it ends, the exit code that stands for its end. */
export function startAgent(program: string, args: readonly string[]): Promise<StartResult> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException): void => resolve(startFailure(program, error));
    let agent: AgentProcess;
    try {
      const { file, args: handed, verbatim } = spawnable(program, args);
      agent = spawn(file, [...handed], {
        stdio: ['pipe', 'pipe', 'inherit'],
        windowsHide: true,
        windowsVerbatimArguments: verbatim,
      });
    } catch (error) {
      // Arguments that no system takes (a NUL byte, too long a list) throw at once.
      failed(error instanceof Error ? error : new Error('spawn failed'));
      return;
    }
    agent.once('error', failed);
    agent.once('spawn', () => {
      const exited = new Promise<number>((ended) => {
        agent.once('exit', (code, signal) => ended(exitCodeOf(code, signal)));
      });
      // A signal that could not be passed on is reported here; the agent has ended then.
      agent.on('error', () => {});
      resolve({ status: 'started', agent, exited });
    });
  });
}

function spawnable(program: string, args: readonly string[]): Spawnable {
  if (process.platform !== 'win32') return { file: program, args, verbatim: false };
  return windowsProgram(program, args, programSearch(), existsSync);
}

/** The code of a program that ended by itself, or 128 + n after signal n, as shells say it. */
function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + (constants.signals[signal] ?? 0);
}

function startFailure(program: string, error: NodeJS.ErrnoException): StartResult {
  if (error.code === 'ENOENT') {
    return { status: 'not_started', exitCode: notFound, reason: `program not found: ${program}` };
  }
  const why = error.code === 'EACCES' ? 'not executable' : (error.code ?? error.message);
  return { status: 'not_started', exitCode: notExecutable, reason: `cannot start ${program}: ${why}` };
}
