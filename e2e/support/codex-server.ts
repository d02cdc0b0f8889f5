import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import { repoRoot } from './scratch.js';

export type CodexServer = {
  readonly process: ChildProcess;
  /** Settles with the exit code. */
  readonly ended: Promise<number | null>;
  /** Ends it at once, whatever it does. */
  kill(): Promise<void>;
};

/** Starts `codex app-server` with nothing in between. */
export function startCodexServer(args: readonly string[], env: Readonly<Record<string, string>>): CodexServer {
  const child = spawn(join(repoRoot, 'node_modules/.bin/codex'), ['app-server', ...args], {
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
    // The program that npm links is a wrapper around the real one: only the group has both.
    detached: true,
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    process: child,
    ended,
    async kill() {
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
      await ended;
    },
  };
}
