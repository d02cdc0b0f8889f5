import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { SendOutcome, Transport } from '../transport.js';
import { createManualClock, until, type ManualClock } from './manual-clock.js';
import { startReceiver, status, type TestReceiver } from './test-receiver.js';

/** How a transport is made for a receiver, and what a receiver that accepts everything does. */
export interface TransportUnderTest {
  readonly make: (url: string, clock: ManualClock) => Transport;
  readonly acceptAll: TestReceiver['behave'];
  /** A spooled line that this transport sends. */
  readonly line: Buffer;
  readonly timeoutMs: number;
}

/** What every transport over the network must do, however its receiver speaks. */
export function transportContract(name: string, { make, acceptAll, line, timeoutMs }: TransportUnderTest): void {
  describe(`${name}, as a transport`, () => {
    let receiver: TestReceiver;
    let clock: ManualClock;
    let transport: Transport;
    const lines = [line, line];

    beforeEach(async () => {
      receiver = await startReceiver();
      receiver.behave = acceptAll;
      clock = createManualClock();
      transport = make(receiver.url, clock);
    });

    afterEach(async () => {
      transport.close();
      await receiver.close();
    });

    function send(): Promise<SendOutcome> {
      return transport.send(lines, new AbortController().signal);
    }

    async function outcomeOf(behave: TestReceiver['behave']): Promise<SendOutcome> {
      receiver.behave = behave;
      return send();
    }

    test('says one result per event that was taken', async () => {
      expect(await send()).toEqual({ status: 'delivered', results: [{ status: 'accepted' }, { status: 'accepted' }] });
    });

    test('takes each status for what it means', async () => {
      expect(await outcomeOf(status(413))).toMatchObject({ status: 'split' });
      for (const code of [400, 422]) expect(await outcomeOf(status(code))).toMatchObject({ status: 'refused' });
      for (const code of [401, 403]) expect(await outcomeOf(status(code))).toMatchObject({ status: 'unauthorized' });
      for (const code of [301, 404, 408, 429, 500, 502, 503]) {
        expect(await outcomeOf(status(code))).toEqual({ status: 'retry', reason: `http_${code}`, afterMs: null });
      }
    });

    test('passes on how long the server wants it to wait, in seconds or as a date', async () => {
      expect(await outcomeOf(status(429, { 'retry-after': '7' }))).toMatchObject({ status: 'retry', afterMs: 7000 });
      const date = new Date(clock.now() + 60_000).toUTCString();
      expect(await outcomeOf(status(503, { 'retry-after': date }))).toMatchObject({ status: 'retry', afterMs: 60_000 });
      expect(await outcomeOf(status(503, { 'retry-after': 'soon' }))).toMatchObject({ status: 'retry', afterMs: null });
    });

    test('a connection that is refused, reset or cut in the answer may succeed later', async () => {
      expect(await outcomeOf((_, response) => response.destroy())).toMatchObject({ status: 'retry' });
      const cut = await outcomeOf((_, response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{');
        response.destroy();
      });
      expect(cut).toMatchObject({ status: 'retry' });
      await receiver.close();
      expect(await send()).toMatchObject({ status: 'retry', reason: 'ECONNREFUSED' });
    });

    test('a server that hangs, or answers a byte a second, is left at the deadline', async () => {
      const behaviours: readonly TestReceiver['behave'][] = [
        () => {},
        (_, response) => {
          response.writeHead(200);
          response.write('{');
        },
      ];
      for (const behave of behaviours) {
        const before = receiver.requests.length;
        receiver.behave = behave;
        const outcome = send();
        await until(() => receiver.requests.length > before);
        clock.advance(timeoutMs);
        expect(await outcome).toEqual({ status: 'retry', reason: 'timeout', afterMs: null });
      }
      expect(clock.pending()).toBe(0);
    });

    test('ends at once when its caller does', async () => {
      receiver.behave = () => {};
      const stop = new AbortController();
      const outcome = transport.send(lines, stop.signal);
      await until(() => receiver.requests.length === 1);
      stop.abort();
      expect(await outcome).toEqual({ status: 'aborted' });
      expect(await transport.send(lines, stop.signal)).toEqual({ status: 'aborted' });
      expect(clock.pending()).toBe(0);
    });

    test('keeps its connection', async () => {
      const ports = new Set<unknown>();
      receiver.behave = (request, response) => {
        ports.add(response.socket?.remotePort);
        acceptAll(request, response);
      };
      for (let i = 0; i < 5; i++) await send();
      expect(ports.size).toBe(1);
    });
  });
}
