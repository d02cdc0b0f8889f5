import { createServer, type Server, type Socket } from 'node:net';

import { protocolLimits } from '../../limits.js';
import { forward } from '../forward.js';
import type { Guard } from '../guard.js';
import type { Direction, Observation } from '../observation.js';
import type { ListenAddress } from './address.js';
import { connectTo } from './open-listener.js';
import { createWebsocketWatcher } from './websocket-watcher.js';

/** What {@link createRelay} is made with. */
export interface RelayOptions {
  /** Where the running server listens. */
  readonly server: ListenAddress;
  /** Watches all connections: they share one server. Null: nobody looks. */
  readonly observation: Observation | null;
  readonly guard: Guard;
  /** The server did not take a connection. */
  readonly onUnreachable: (code: string) => void;
}

/**
 * Stands in front of a running server: each connection is passed on to it byte by byte, the handshake with its tokens
 * included, which are neither changed nor kept.
 */
export function createRelay(options: RelayOptions): Server {
  let connections = 0;
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    connections += 1;
    pass(client, connections, options);
  });
}

function pass(client: Socket, number: number, { server, observation, guard, onUnreachable }: RelayOptions): void {
  const upstream = connectTo(server);
  let connected = false;
  upstream.once('connect', () => {
    connected = true;
  });
  upstream.on('error', (error: NodeJS.ErrnoException) => {
    if (!connected) onUnreachable(error.code ?? 'error');
    client.destroy();
  });
  client.on('error', () => upstream.destroy());
  const connection = observation?.connection(number) ?? null;
  const watch =
    connection &&
    createWebsocketWatcher({
      onMessage: connection.message,
      messageBytesMax: protocolLimits.lineBytesMax,
      onOverlong: connection.overlong,
    });
  const watcher = (direction: Direction) => {
    if (watch === null) return null;
    let broken = false;
    return (chunk: Buffer): void => {
      if (broken) return;
      try {
        watch[direction](chunk);
      } catch (error) {
        // The place in the stream is lost: the rest of this direction is passed on unseen.
        broken = true;
        guard.fault(error);
      }
    };
  };
  const ends = [forward(client, upstream, watcher('c2s')), forward(upstream, client, watcher('s2c'))];
  void Promise.all(ends).then(() => connection?.close());
}
