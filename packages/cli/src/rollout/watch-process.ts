import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import type { SideService } from '../collector-service.js';
import type { Config } from '../config.js';

const program = fileURLToPath(new URL('../../bin/tacho.js', import.meta.url));

/** How long it may take to end after it was asked to. */
const stopDeadlineMs = 10_000;

/**
 * Follows session logs in a process of its own: reading months of history must not make the collector wait. It ends when
 * this process does, since the channel between the two closes.
 */
export async function startWatchProcess(config: Config): Promise<SideService> {
  const { dataDir, codexHome, privacy } = config;
  const args = ['watch', '--data', dataDir, '--codex-home', codexHome, '--privacy', privacy];
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  return Promise.resolve({
    async stop() {
      // A child that is still starting does not listen to the channel yet; a signal ends it in any case.
      child.kill('SIGTERM');
      if (child.connected) child.disconnect();
      const timer = setTimeout(() => child.kill('SIGKILL'), stopDeadlineMs);
      await ended;
      clearTimeout(timer);
    },
  });
}
