import { fstatSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/**
 * Standard output as a stream that never blocks. Node writes to `process.stdout` synchronously where it is a pipe: a client
 * that does not read for a moment would then stop the other direction too, which no pipe between the two would do.
 */
export function openOwnStdout(): Writable {
  let isPipe = false;
  try {
    const stat = fstatSync(1);
    isPipe = stat.isFIFO() || stat.isSocket();
  } catch {
    // Closed already: the first write says so.
  }
  if (!isPipe || process.platform === 'win32') return process.stdout;
  return new Socket({ fd: 1, readable: false, writable: true });
}
