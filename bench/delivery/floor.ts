import { openSync, writeSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip as gzipWithCallback } from 'node:zlib';

import type { Client } from './clients.js';

const gzipAsync = promisify(gzipWithCallback);

/**
 * The least that a client can do that keeps an event through the death of its process: text, one write, and its share of a
 * request. No frames, no checks, no sync, no retry, no counters: what a delivery costs beyond this is its own.
 */
export function openFloor(options: {
  readonly url: string;
  readonly gzip: boolean;
  readonly directory: string;
  /** Events in a request. */
  readonly batch: number;
}): Client {
  const file = openSync(`${options.directory}/floor`, 'a');
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const url = new URL('/v1/events', options.url);
  let waiting: Buffer[] = [];
  const running = new Set<Promise<void>>();

  const post = async (lines: readonly Buffer[]): Promise<void> => {
    const plain = Buffer.concat(lines);
    const body = options.gzip ? await gzipAsync(plain, { level: constants.Z_BEST_SPEED }) : plain;
    await new Promise<void>((resolve, reject) => {
      const headers = { 'content-length': body.length, ...(options.gzip ? { 'content-encoding': 'gzip' } : {}) };
      const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
        answer.resume();
        answer.on('end', resolve);
      });
      sent.on('error', reject);
      sent.end(body);
    });
  };
  const send = (): void => {
    const sending = post(waiting).finally(() => running.delete(sending));
    running.add(sending);
    waiting = [];
  };
  return {
    send(event) {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      writeSync(file, line);
      waiting.push(line);
      if (waiting.length >= options.batch) send();
    },
    async flush() {
      if (waiting.length > 0) send();
      await Promise.all(running);
    },
  };
}
