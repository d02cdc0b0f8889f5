import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';

import type { DeliverLimits } from '../limits.js';
import type { Clock } from './clock.js';
import { createPoster, outcomeOfStatus } from './http-post.js';
import { allOf } from './transport.js';
import type { EventResult, SendOutcome, Transport } from './transport.js';

const gzipAsync = promisify(gzip);

/** The token of a collector's key, or how to read it now; null when there is none. */
export type TokenSource = string | null | (() => Promise<string | null>);

/** How a collector is reached. */
export interface HttpTransportOptions {
  /** Base of the collector; `/v1/events` is appended. */
  readonly url: string;
  readonly token: TokenSource;
  /** Level 1: most of the gain for a third of the work. */
  readonly gzip: boolean;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly limits: DeliverLimits;
}

/** Posts to our own collector: the lines as they are in the spool, a result per line in the answer. */
export function httpTransport(options: HttpTransportOptions): Transport {
  const { clock, limits, userAgent } = options;
  const poster = createPoster({
    url: new URL(`${options.url.replace(/\/+$/, '')}/v1/events`),
    clock,
    timeoutMs: limits.requestTimeoutMs,
    answerBytesMax: limits.answerBytesMax,
  });
  const readToken = async (): Promise<string | null> =>
    typeof options.token === 'function' ? options.token() : options.token;
  let refusedToken: string | null = null;
  const joined = new JoinedLines();

  return {
    batching: {
      eventsMax: limits.batchEventsMax,
      bytesMax: limits.batchBytesMax,
      oneListEach: false,
      alone: () => false,
    },
    resendHarmless: true,
    async send(lines, signal) {
      const token = await readToken();
      const plain = joined.of(lines);
      const body = options.gzip ? await gzipAsync(plain, { level: constants.Z_BEST_SPEED }) : plain;
      const answer = await poster.post({
        headers: {
          'content-type': 'application/x-ndjson',
          'user-agent': userAgent,
          ...(options.gzip ? { 'content-encoding': 'gzip' } : {}),
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        },
        body,
        signal,
      });
      if (answer.kind !== 'answer' || !answer.bodyTaken) joined.renew();
      if (answer.kind === 'aborted') return { status: 'aborted' };
      if (answer.kind === 'failed') return { status: 'retry', reason: answer.reason, afterMs: null };
      if (answer.status >= 200 && answer.status < 300) return outcomeOfAnswer(answer.body, lines.length);
      const outcome = outcomeOfStatus(answer.status, answer.retryAfter, clock.now());
      if (outcome.status === 'unauthorized') refusedToken = token;
      return outcome;
    },
    credentialsChanged: async () => (await readToken()) !== refusedToken,
    close: poster.close,
  };
}

/** Joins lines in memory that is used again: a fresh body for each request would keep the garbage collector busy. */
class JoinedLines {
  #bytes: Buffer = Buffer.alloc(0);

  of(lines: readonly Buffer[]): Buffer {
    const length = lines.reduce((sum, line) => sum + line.length, 0);
    if (length > this.#bytes.length) this.#bytes = Buffer.allocUnsafeSlow(length * 2);
    let at = 0;
    for (const line of lines) at += line.copy(this.#bytes, at);
    return this.#bytes.subarray(0, length);
  }

  /** Somebody may still read what was joined: leaves it to them. */
  renew(): void {
    this.#bytes = Buffer.alloc(0);
  }
}

/** A 200 that does not speak of each line did not come from a collector (a portal, a proxy): nothing was delivered. */
function outcomeOfAnswer(body: Buffer, count: number): SendOutcome {
  const results = parseResults(body, count);
  if (results === null) return { status: 'retry', reason: 'answer_unreadable', afterMs: null };
  return { status: 'delivered', results };
}

function parseResults(body: Buffer, count: number): readonly EventResult[] | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
  if (typeof answer !== 'object' || answer === null || !('results' in answer) || !Array.isArray(answer.results)) {
    return null;
  }
  const results: readonly unknown[] = answer.results;
  if (results.length !== count) return null;
  const parsed = results.map(parseResult);
  return parsed.every((result) => result !== null) ? parsed : null;
}

const [accepted] = allOf(1, { status: 'accepted' });

function parseResult(result: unknown): EventResult | null {
  if (typeof result !== 'object' || result === null || !('status' in result)) return null;
  switch (result.status) {
    case 'accepted':
      return accepted!;
    case 'duplicate':
      return { status: 'duplicate' };
    case 'rejected': {
      const reason = 'reason' in result && typeof result.reason === 'string' ? result.reason : 'no_reason';
      return { status: 'rejected', reason };
    }
    default:
      return null;
  }
}
