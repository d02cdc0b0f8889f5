import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

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
