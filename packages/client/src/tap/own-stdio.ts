import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/**
 * Standard output as a stream that never blocks and that ends for its reader when it ends here. Where it is a pipe, Node's own
 * does not: it is never closed before the process ends.
 */
export function openOwnStdout(): Writable {
  const kind = process.platform === 'win32' ? 'other' : kindOfStdout();
  if (kind === 'other') return process.stdout;
  return new Socket({ fd: kind === 'pipe' ? ownPipe() : 1, readable: false, writable: true });
}

function kindOfStdout(): 'pipe' | 'socket' | 'other' {
  try {
    const stat = fstatSync(1);
    return stat.isFIFO() ? 'pipe' : stat.isSocket() ? 'socket' : 'other';
  } catch {
    // Closed already: the first write says so.
    return 'other';
  }
}

/**
 * The pipe, opened anew and for us alone. The one that we were given would stop blocking for others too: for the agent, whose
 * standard error it may be (`2>&1`), and for later commands of a shell.
 */
function ownPipe(): number {
  let own: number;
  try {
    own = openSync('/proc/self/fd/1', constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // Nobody reads it, somebody else owns it, or the system has no such folder.
    return 1;
  }
  closeSync(1);
  // Takes the free number, so that nothing else gets it.
  openSync('/dev/null', 'w');
  return own;
}
