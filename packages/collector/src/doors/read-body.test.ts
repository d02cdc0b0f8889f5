import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, describe, expect, test } from 'vitest';

import { CollectorError } from '../errors.js';
import { createBodyBudget, readBody } from './read-body.js';

let server: Server | null = null;

afterEach(() => server?.close());

describe('the budget for bodies', () => {
  test('is refused when it is used up, and free again when a body is done', () => {
    const budget = createBodyBudget(100);
    expect(budget.take(60)).toBe(true);
    expect(budget.take(60)).toBe(false);
    budget.give(60);
    expect(budget.take(60)).toBe(true);
  });

  test('a body that has no room is answered before it is read, and those behind it are taken', async () => {
    const budget = createBodyBudget(100);
    let hold: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (hold = resolve));
    const seen: string[] = [];
    server = createServer((request, response) => {
      readBody(request, budget).then(
        async (body) => {
          seen.push('held');
          await held;
          body.release();
          response.end('taken');
        },
        (error: unknown) => {
          seen.push('refused');
          response.end(error instanceof CollectorError ? error.code : 'other');
        },
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const post = async (bytes: number): Promise<string> =>
      (await fetch(url, { method: 'POST', body: 'x'.repeat(bytes) })).text();
    const first = post(80);
    await expect.poll(() => seen).toEqual(['held']);
    expect(await post(80)).toBe('busy');
    hold();
    expect(await first).toBe('taken');
    expect(await post(80)).toBe('taken');
    expect(budget.used).toBe(0);
  });
});

describe('a gzip body', () => {
  /** What readBody makes of a body, with a budget of so many bytes. */
  async function read(body: Buffer, budgetBytes = 100_000_000, encoding = 'gzip'): Promise<string> {
    const budget = createBodyBudget(budgetBytes);
    server = createServer((request, response) => {
      readBody(request, budget).then(
        ({ bytes, release }) => {
          release();
          response.end(`${bytes.length} ${budget.used}`);
        },
        (error: unknown) => response.end(error instanceof CollectorError ? `${error.code} ${budget.used}` : 'other'),
      );
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const headers = { 'content-encoding': encoding };
    return (await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })).text();
  }

  const gzipped = gzipSync('x'.repeat(1_000_000));

  test('is expanded, also when it is empty, and the budget is given back', async () => {
    expect(await read(gzipped)).toBe('1000000 0');
    expect(await read(gzipSync(''))).toBe('0 0');
  });

  test('may be called so in any letters', async () => {
    expect(await read(gzipped, undefined, 'GZip')).toBe('1000000 0');
  });

  test('may be several in a row', async () => {
    expect(await read(Buffer.concat([gzipped, gzipSync('y')]))).toBe('1000001 0');
  });

  test('that tells a length for which there is no room is not expanded', async () => {
    expect(await read(gzipped, 500_000)).toBe('busy 0');
    // Not even when it is damaged, which only expanding would find.
    const damaged = Buffer.from(gzipped);
    damaged.fill(0xff, 20, 60);
    expect(await read(damaged, 500_000)).toBe('busy 0');
    expect(await read(damaged)).toBe('body_unreadable 0');
  });

  test('that is longer than it tells, or none at all, is refused', async () => {
    const liar = gzipSync('x'.repeat(40_000_000));
    liar.writeUInt32LE(5, liar.length - 4);
    expect(await read(liar)).toBe('body_too_large 0');
    expect(await read(Buffer.from('no gzip'))).toBe('body_unreadable 0');
  });
});
