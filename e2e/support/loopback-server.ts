import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LoopbackServer = {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
};

/** Gets the whole body of a request beside the request itself. */
export type LoopbackHandler = (request: IncomingMessage, body: string, response: ServerResponse) => void;

/** Starts an HTTP server on a free port of 127.0.0.1; with `port`, on that one. */
export async function startLoopbackServer(handle: LoopbackHandler, port = 0): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => handle(request, Buffer.concat(chunks).toString('utf8'), response));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
