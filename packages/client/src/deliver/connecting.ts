import { Socket } from 'node:net';

import type { Clock } from './clock.js';

/** How often a connection that is being made looks whether anybody still wants it. */
const lookIntervalMs = 100;

/** Connections of ours that are being made in this process. */
let connecting = 0;

/**
 * Keeps a socket from keeping its host alive. An unref'ed socket does not, except while it connects: the system's request
 * does then, for minutes where packets are dropped. So when connections of ours are all that is left of the host, they
 * are given up.
 */
export function leaveHostAlone(socket: Socket, clock: Clock, giveUp: () => void): void {
  socket.unref();
  if (!socket.connecting) return;
  connecting++;
  let cancel = clock.after(lookIntervalMs, look);
  socket.once('connect', done);
  socket.once('close', done);

  function look(): void {
    if (nothingElseIsLeft()) giveUp();
    else cancel = clock.after(lookIntervalMs, look);
  }

  function done(): void {
    socket.off('connect', done);
    socket.off('close', done);
    cancel();
    connecting--;
  }
}

function nothingElseIsLeft(): boolean {
  // Where they are pipes or terminals the standard streams are listed, although they keep nothing alive.
  const streams = [process.stdout, process.stderr].filter((stream) => stream instanceof Socket).length;
  const left = process.getActiveResourcesInfo();
  const others = left.filter((resource) => resource !== 'ConnectWrap');
  const standard = others.every((resource) => resource === 'PipeWrap' || resource === 'TTYWrap');
  return standard && others.length <= streams && left.length - others.length <= connecting;
}
