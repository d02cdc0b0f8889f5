import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { deliverLimits } from '../limits.js';
import { httpTransport, type HttpTransportOptions } from './http-transport.js';
import { createManualClock } from './testing/manual-clock.js';
import { acceptAll, startReceiver, status, type TestReceiver } from './testing/test-receiver.js';
import { transportContract } from './testing/transport-contract.js';

const line = Buffer.from('{"envelope":{"v":1},"event":{"event_type":"codex_turn_event","event_params":{}}}\n');
const common = { token: 'secret', gzip: false, userAgent: 'tachograph/1', limits: deliverLimits };

transportContract('http', {
  make: (url, clock) => httpTransport({ ...common, url, clock }),
  acceptAll,
  line,
  timeoutMs: deliverLimits.requestTimeoutMs,
});

transportContract('http with gzip', {
  make: (url, clock) => httpTransport({ ...common, url, clock, gzip: true }),
  acceptAll,
  line,
  timeoutMs: deliverLimits.requestTimeoutMs,
});

describe('delivery to a collector', () => {
  let receiver: TestReceiver;

  beforeEach(async () => {
    receiver = await startReceiver();
  });

  afterEach(() => receiver.close());

  function open(options: Partial<HttpTransportOptions> = {}) {
    return httpTransport({ ...common, url: `${receiver.url}/base/`, clock: createManualClock(), ...options });
  }

  const send = (transport: ReturnType<typeof open>, lines = [line]) =>
    transport.send(lines, new AbortController().signal);

  test('posts the spooled lines below its base, with its token', async () => {
    await send(open({ gzip: true }), [line, line]);
    expect(receiver.requests[0]).toMatchObject({
      path: '/base/v1/events',
      headers: {
        authorization: 'Bearer secret',
        'content-type': 'application/x-ndjson',
        'content-encoding': 'gzip',
        'user-agent': 'tachograph/1',
      },
      body: `${line}${line}`,
    });
    await send(open({ token: null }));
    expect(receiver.requests[1]?.headers.authorization).toBeUndefined();
  });

  test('tells what became of each event', async () => {
    receiver.behave = (_, response) =>
      response.end(
        '{"results":[{"status":"accepted","reason":null},{"status":"duplicate"},{"status":"rejected","reason":"bad_schema"}]}',
      );
    expect(await send(open(), [line, line, line])).toEqual({
      status: 'delivered',
      results: [{ status: 'accepted' }, { status: 'duplicate' }, { status: 'rejected', reason: 'bad_schema' }],
    });
  });

  test('a 200 that does not speak of each event has delivered nothing', async () => {
    const answers = [
      '',
      '<html>Log in to the hotel',
      '{}',
      '{"results":[]}',
      '{"results":[{"status":"ok"}]}',
      'x'.repeat(200),
    ];
    for (const answer of answers) {
      receiver.behave = (_, response) => response.end(answer);
      expect(await send(open({ limits: { ...deliverLimits, answerBytesMax: 100 } }))).toMatchObject({
        status: 'retry',
      });
    }
  });

  test('credentials count as changed when the token is another one than the refused', async () => {
    let token = 'old';
    const transport = open({ token: async () => token });
    receiver.behave = status(401);
    expect(await send(transport)).toMatchObject({ status: 'unauthorized' });
    expect(await transport.credentialsChanged()).toBe(false);
    token = 'new';
    expect(await transport.credentialsChanged()).toBe(true);
    await send(transport);
    expect(receiver.requests[1]?.headers.authorization).toBe('Bearer new');
  });

  test('a token that no header can hold is a failed attempt, and costs the host nothing later', async () => {
    const clock = createManualClock();
    const transport = open({ token: 'secret\n', clock });
    expect(await send(transport)).toMatchObject({ status: 'retry', reason: 'ERR_INVALID_CHAR' });
    expect(() => clock.advance(deliverLimits.requestTimeoutMs)).not.toThrow();
    expect(clock.pending()).toBe(0);
  });
});
