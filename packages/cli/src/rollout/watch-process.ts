import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { SideService } from '../collector-service.js';
import type { Config } from '../config.js';

const program = fileURLToPath(new URL('../../bin/tacho.js', import.meta.url));

/** How long it may take to end after it was asked to. */
const stopDeadlineMs = 10_000;

/** One that falls over is started again after this long, doubled each time up to the maximum. */
const restartBaseMs = 1000;
const restartMaxMs = 60_000;

/**
 * Follows session logs in a process of its own: reading months of history must not make the collector wait. It ends when
 * this process does, since the channel between the two closes.
 */
export function startWatchProcess(config: Config): Promise<SideService> {
  const { dataDir, codexHome, privacy } = config;
  const args = ['watch', '--data', dataDir, '--codex-home', codexHome, '--privacy', privacy];
  let stopping = false;
  let falls = 0;
  let restart: NodeJS.Timeout | undefined;
  let running = start();

  function start(): WatchProcess {
    const startedAtMs = Date.now();
    const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    void ended.then(() => {
      if (stopping) return;
      // What fell over after it had run for a while says nothing about the next time.
      if (Date.now() - startedAtMs > restartMaxMs) falls = 0;
      restart = setTimeout(() => (running = start()), Math.min(restartMaxMs, restartBaseMs * 2 ** falls));
      falls += 1;
    });
    return { child, ended };
  }

  return Promise.resolve({
    async stop() {
      stopping = true;
      clearTimeout(restart);
      const { child, ended } = running;
      // A child that is still starting does not listen to the channel yet; a signal ends it in any case.
      child.kill('SIGTERM');
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
      await ended;
      clearTimeout(timer);
    },
  });
}

/** A process, and the promise that settles when there is none any more. */
interface WatchProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<void>;
}
