import * as http from 'node:http';
import * as https from 'node:https';

import type { Clock } from './clock.js';
import { leaveHostAlone } from './connecting.js';
import { errorCode } from './error-code.js';
import type { SendOutcome } from './transport.js';

/** An answer, or that there was none. */
export type PostResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly retryAfter: string | undefined;
      readonly body: Buffer;
      /** Whether the request's body is wholly with the system, so that its memory may be used again. */
      readonly bodyTaken: boolean;
    }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'aborted' };

/** One request: its body as it goes over the wire, compressed already where it is to be. */
export interface PostRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal: AbortSignal;
}

/** Where to post, and the bounds of an answer. */
export interface PosterOptions {
  readonly url: URL;
  readonly clock: Clock;
  /** From connection to the last byte of the answer. */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
}

/** Posts to one address over one connection that is kept alive and never keeps its host alive. */
export interface Poster {
  readonly post: (request: PostRequest) => Promise<PostResult>;
  readonly close: () => void;
}

/** Opens no connection before the first request. */
export function createPoster({ url, clock, timeoutMs, answerBytesMax }: PosterOptions): Poster {
  const { request, Agent } = url.protocol === 'https:' ? https : http;
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    post: ({ headers, body, signal }) =>
      new Promise((resolve) => {
        let sent: http.ClientRequest;
        try {
          sent = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
        } catch (error) {
          // A token or a login with characters that no header can hold.
          resolve({ kind: 'failed', reason: errorCode(error) });
          return;
        }
        let done = false;
        const finish = (result: PostResult): void => {
          if (done) return;
          done = true;
          cancelTimeout();
          signal.removeEventListener('abort', onAbort);
          // An answer that was read to its end leaves the connection for the next request.
          if (result.kind !== 'answer') sent.destroy();
          resolve(result);
        };
        const onAbort = (): void => finish({ kind: 'aborted' });
        const cancelTimeout = clock.after(timeoutMs, () => finish({ kind: 'failed', reason: 'timeout' }));
        sent.on('socket', (socket) =>
          leaveHostAlone(socket, clock, () => finish({ kind: 'failed', reason: 'host_ends' })),
        );
        sent.on('error', (error) => finish({ kind: 'failed', reason: errorCode(error) }));
        sent.on('response', (answer) => {
          const chunks: Buffer[] = [];
          let length = 0;
          answer.on('data', (chunk: Buffer) => {
            length += chunk.length;
            if (length > answerBytesMax) finish({ kind: 'failed', reason: 'answer_too_long' });
            else chunks.push(chunk);
          });
          answer.on('error', (error) => finish({ kind: 'failed', reason: errorCode(error) }));
          answer.on('close', () => finish({ kind: 'failed', reason: 'answer_cut' }));
          answer.on('end', () => {
            if (!answer.complete) return;
            finish({
              kind: 'answer',
              status: answer.statusCode ?? 0,
              retryAfter: answer.headers['retry-after'],
              body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks),
              bodyTaken: sent.writableFinished,
            });
          });
        });
        if (signal.aborted) onAbort();
        else {
          signal.addEventListener('abort', onAbort);
          sent.end(body);
        }
      }),
    close: () => agent.destroy(),
  };
}

/**
 * What a status other than 2xx means for the request. A redirect or a 404 is most often a wrong address: waiting keeps
 * the events until somebody corrects it.
 */
export function outcomeOfStatus(status: number, retryAfter: string | undefined, nowMs: number): SendOutcome {
  const reason = `http_${status}`;
  switch (status) {
    case 413:
      return { status: 'split', reason };
    case 400:
    case 422:
      return { status: 'refused', reason };
    case 401:
    case 403:
      return { status: 'unauthorized', reason };
    default:
      return { status: 'retry', reason, afterMs: parseRetryAfter(retryAfter, nowMs) };
  }
}

/** `Retry-After`: seconds or a date. Null when it is missing or makes no sense. */
function parseRetryAfter(value: string | undefined, nowMs: number): number | null {
  if (value === undefined) return null;
  const text = value.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
