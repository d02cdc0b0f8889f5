import { once } from 'node:events';
import { lstat, unlink } from 'node:fs/promises';
import { connect, type Server, type Socket } from 'node:net';

import type { ListenAddress } from './address.js';

/** Listens; returns the address with the port that was given where 0 was asked for. */
export async function openListener(server: Server, address: ListenAddress): Promise<ListenAddress> {
  if (address.kind === 'unix') await removeDeadSocket(address.path);
  const listening = once(server, 'listening');
  if (address.kind === 'tcp') server.listen(address.port, address.host);
  else listenForOwner(server, address.path);
  await listening;
  if (address.kind === 'unix') return address;
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? { ...address, port: bound.port } : address;
}

/** The socket is its owner's alone from the moment it is there: whoever reaches it could run commands. */
function listenForOwner(server: Server, path: string): void {
  const before = process.umask(0o177);
  try {
    server.listen(path);
  } finally {
    process.umask(before);
  }
}

/** Connects to an address. */
export function connectTo(address: ListenAddress): Socket {
  return address.kind === 'unix'
    ? connect({ path: address.path, allowHalfOpen: true })
    : connect({ host: address.host, port: address.port, allowHalfOpen: true, noDelay: true });
}

/** A socket file that nobody listens on any more was left by a process that died. Other files stay, and listening fails. */
async function removeDeadSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => null);
  if (found === null || !found.isSocket()) return;
  const probe = connect({ path });
  const alive = await once(probe, 'connect').then(
    () => true,
    () => false,
  );
  probe.destroy();
  if (!alive) await unlink(path);
}
