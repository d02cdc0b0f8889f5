// A receiver for every client: counts events by their numbers, and misbehaves as its parent says.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

import { numberKey, uncounted } from './recorded-events.js';

/** How it behaves. */
export type Behaviour =
  | 'good'
  /** Nobody listens. */
  | 'down'
  /** Answers 500. */
  | 'broken'
  /** Takes a request and never answers. */
  | 'hanging'
  /** Cuts the connection when a request comes. */
  | 'cutting'
  /** Takes the events, answers one byte a second. */
  | 'slow'
  /** Answers 413 to what is larger than {@link smallBytesMax}. */
  | 'small'
  /** Answers 429. */
  | 'busy'
  /** Answers 401. */
  | 'closed'
  /** Answers 200 with a page of somebody else, and takes nothing. */
  | 'garbage';

/** What its parent sends. */
export type SinkOrder = { readonly behave: Behaviour } | { readonly count: true };
/** What it sends back: its port when it listens, or how many different events it has taken. */
export type SinkNote = { readonly port: number } | { readonly taken: number };

const smallBytesMax = 64 * 1024;
const numbers = new RegExp(`${numberKey}\\\\?":(\\d+)`, 'g');

let behaviour: Behaviour = 'good';
let port = 0;
const taken = new Set<number>();
const server = createServer(receive);
server.listen(0, '127.0.0.1', () => {
  port = (server.address() as AddressInfo).port;
  say({ port });
});

process.on('message', (order: SinkOrder) => {
  if ('count' in order) {
    say({ taken: taken.size });
    return;
  }
  const before = behaviour;
  behaviour = order.behave;
  if (behaviour === 'down') {
    server.close();
    server.closeAllConnections();
  } else if (before === 'down') server.listen(port, '127.0.0.1');
});
process.on('disconnect', () => process.exit(0));

function receive(request: IncomingMessage, response: ServerResponse): void {
  if (behaviour === 'cutting') {
    request.socket.destroy();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('error', () => {});
  request.on('end', () => {
    const raw = Buffer.concat(chunks);
    answer(request, request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw, response);
  });
}

function answer({ url = '' }: IncomingMessage, body: Buffer, response: ServerResponse): void {
  const refuse = (status: number, headers: Record<string, string> = {}): void =>
    void response.writeHead(status, headers).end();
  switch (behaviour) {
    case 'hanging':
      return;
    case 'broken':
      return refuse(500);
    case 'busy':
      return refuse(429, { 'retry-after': '1' });
    case 'closed':
      return refuse(401);
    case 'garbage':
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>');
    case 'small':
      if (body.length > smallBytesMax) return refuse(413);
      break;
    default:
  }
  take(body);
  const text = url.startsWith('/v1/events') ? results(body) : url.startsWith('/v1/logs') ? '{}' : '{"status":1}';
  response.writeHead(200, { 'content-type': 'application/json' });
  if (behaviour === 'slow') drip(response, text);
  else response.end(text);
}

function take(body: Buffer): void {
  for (const match of body.toString('latin1').matchAll(numbers)) {
    const number = Number(match[1]);
    if (number < uncounted) taken.add(number);
  }
}

/** The answer of a collector: one result a line. */
function results(body: Buffer): string {
  let lines = 0;
  for (let at = body.indexOf(10); at >= 0; at = body.indexOf(10, at + 1)) lines += 1;
  return `{"results":[${Array(lines).fill('{"status":"accepted","reason":null}').join(',')}]}`;
}

function drip(response: ServerResponse, text: string): void {
  let at = 0;
  const timer = setInterval(() => {
    response.write(text[at++] ?? '');
    if (at < text.length && !response.destroyed) return;
    clearInterval(timer);
    response.end();
  }, 1000);
}

function say(note: SinkNote): void {
  process.send?.(note);
}
