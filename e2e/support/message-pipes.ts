import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

import { WebSocket } from 'ws';

import type { MessagePipe } from './codex-client.js';

/** One message a line over the stdin and stdout of a process. */
export function stdioPipe({ stdin, stdout }: ChildProcess): MessagePipe {
  if (stdin === null || stdout === null) throw new Error('the process was started without pipes');
  // A server that has gone says so by its exit, not by a failed write.
  stdin.on('error', () => {});
  return {
    send: (text) => stdin.write(`${text}\n`),
    onMessage: (listener) => createInterface({ input: stdout }).on('line', listener),
    close: () => stdin.end(),
  };
}

/** One message a frame over a websocket: `ws://HOST:PORT` or, over a unix socket, `ws+unix://PATH:/`. */
export async function websocketPipe(url: string): Promise<MessagePipe> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  return {
    send: (text) => socket.send(text),
    onMessage: (listener) => socket.on('message', (data: Buffer) => listener(data.toString('utf8'))),
    close: () => socket.close(),
  };
}
