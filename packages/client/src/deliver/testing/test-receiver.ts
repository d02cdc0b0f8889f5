import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** One request as it came. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** Lines of the body, parsed where it has any. */
  readonly lines: readonly unknown[];
}

/** A small server on loopback that behaves as told. */
export interface TestReceiver {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** What it does with a request; absent: accepts every line. */
  behave: (request: ReceivedRequest, response: ServerResponse) => void;
  readonly close: () => Promise<void>;
}

/** Listens on a free port of this machine. */
export async function startReceiver(): Promise<TestReceiver> {
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString('utf8');
      const lines = body.split('\n').filter((line) => line !== '');
      const received = {
        path: request.url ?? '',
        headers: request.headers,
        body,
        lines: lines.map((line): unknown => JSON.parse(line)),
      };
      receiver.requests.push(received);
      receiver.behave(received, response);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const receiver: TestReceiver = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    behave: acceptAll,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return receiver;
}

/** The answer of a collector that takes everything. */
export function acceptAll(request: ReceivedRequest, response: ServerResponse): void {
  response.end(JSON.stringify({ results: request.lines.map(() => ({ status: 'accepted', reason: null })) }));
}

/** A behaviour for the first requests, one each; afterwards everything is accepted. */
export function first(...behaviours: readonly TestReceiver['behave'][]): TestReceiver['behave'] {
  let count = 0;
  return (request, response) => (behaviours[count++] ?? acceptAll)(request, response);
}

/** Answers with a status and nothing else. */
export function status(code: number, headers: Readonly<Record<string, string>> = {}): TestReceiver['behave'] {
  return (_request, response) => {
    response.writeHead(code, headers);
    response.end();
  };
}
