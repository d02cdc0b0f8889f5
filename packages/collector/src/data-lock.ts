import { hash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { CollectorError, systemErrorCode } from './errors.js';

/** Takes the data directory for this process. The kernel frees it when the process ends, however it ends. */
export async function lockDataDirectory(root: string): Promise<() => Promise<void>> {
  const real = await realpath(root);
  const { dev, ino } = await stat(real);
  const name = `tachograph-${hash('sha256', `${dev}:${ino}`).slice(0, 24)}`;
  const server = createServer((socket) => socket.destroy());
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause) => {
      if (systemErrorCode(cause) === 'EADDRINUSE') reject(new CollectorError('data_in_use', { cause }));
      else reject(cause);
    });
    server.listen(process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`), () => resolve());
  });
  return () => new Promise((resolve) => void server.close(() => resolve()));
}
