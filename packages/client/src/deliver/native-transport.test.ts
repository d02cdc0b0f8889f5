import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { deliverLimits } from '../limits.js';
import type { NativeLogin } from './auth-provider.js';
import { nativeTransport } from './native-transport.js';
import { createManualClock } from './testing/manual-clock.js';
import { startReceiver, status, type TestReceiver } from './testing/test-receiver.js';
import { transportContract } from './testing/transport-contract.js';

const event = {
  event_type: 'codex_turn_event',
  event_params: {
    app_server_client: { product_client_id: 'codex_vscode', client_name: 'codex_vscode', client_version: '26.5' },
    runtime: { codex_rs_version: '0.137.0', runtime_os: 'linux', runtime_os_version: '12.0.0', runtime_arch: 'x86_64' },
  },
};
const line = lineOf(event);
const login: NativeLogin = { accessToken: 'access', accountId: 'acct-1' };

function lineOf(of: object): Buffer {
  return Buffer.from(`${JSON.stringify({ envelope: { v: 1, delivery_id: 'x' }, event: of })}\n`);
}

function acceptAny(_request: unknown, response: { readonly end: (body: string) => unknown }): void {
  response.end('whatever');
}

transportContract('native', {
  make: (url, clock) => nativeTransport({ url, auth: { read: async () => login }, clock, limits: deliverLimits }),
  acceptAll: acceptAny,
  line,
  timeoutMs: 10_000,
});

describe('delivery in the native form', () => {
  let receiver: TestReceiver;
  let current: NativeLogin | null;

  beforeEach(async () => {
    receiver = await startReceiver();
    receiver.behave = acceptAny;
    current = login;
  });

  afterEach(() => receiver.close());

  const open = () =>
    nativeTransport({
      url: `${receiver.url}/backend-api/`,
      auth: { read: async () => current },
      clock: createManualClock(),
      limits: deliverLimits,
    });

  const send = (lines: readonly Buffer[]) => open().send(lines, new AbortController().signal);

  test('looks like the real client’s', async () => {
    await send([line, line]);
    expect(receiver.requests[0]).toMatchObject({
      path: '/backend-api/codex/analytics-events/events',
      headers: {
        'content-type': 'application/json',
        accept: '*/*',
        authorization: 'Bearer access',
        'chatgpt-account-id': 'acct-1',
        originator: 'codex_vscode',
        'user-agent': 'codex_vscode/0.137.0 (linux 12.0.0; x86_64) unknown (codex_vscode; 26.5)',
      },
    });
    expect(receiver.requests[0]?.headers['content-encoding']).toBeUndefined();
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toEqual({ events: [event, event] });
  });

  test('sends no event of our own', async () => {
    const own = lineOf({ event_type: 'tacho_model_response', event_params: {} });
    expect(await send([own, line, own])).toEqual({
      status: 'delivered',
      results: [{ status: 'skipped' }, { status: 'accepted' }, { status: 'skipped' }],
    });
    expect(JSON.parse(receiver.requests[0]?.body ?? '')).toEqual({ events: [event] });
    expect(await send([own])).toEqual({ status: 'delivered', results: [{ status: 'skipped' }] });
    expect(receiver.requests).toHaveLength(1);
  });

  test('sends nothing without a ChatGPT login', async () => {
    current = null;
    expect(await send([line])).toEqual({ status: 'delivered', results: [{ status: 'skipped' }] });
    expect(receiver.requests).toHaveLength(0);
  });

  test('waits while the login cannot be read, where events would be passed over without one', async () => {
    const auth = { read: () => Promise.reject<NativeLogin>(new Error('half a file')) };
    const unreadable = nativeTransport({ url: receiver.url, auth, clock: createManualClock(), limits: deliverLimits });
    const outcome = await unreadable.send([line], new AbortController().signal);
    expect(outcome).toEqual({ status: 'retry', reason: 'login_unreadable', afterMs: null });
    expect(await unreadable.credentialsChanged()).toBe(false);
  });

  test('sends again after a refusal once Codex has another token', async () => {
    const transport = open();
    receiver.behave = status(401);
    expect(await transport.send([line], new AbortController().signal)).toMatchObject({ status: 'unauthorized' });
    expect(await transport.credentialsChanged()).toBe(false);
    current = null;
    expect(await transport.credentialsChanged()).toBe(false);
    current = { ...login, accessToken: 'refreshed' };
    expect(await transport.credentialsChanged()).toBe(true);
  });

  test('wants one list in a request and accepted lines alone', () => {
    const { batching, resendHarmless } = open();
    expect([batching.oneListEach, resendHarmless]).toEqual([true, false]);
    expect(batching.alone(line)).toBe(false);
    expect(batching.alone(lineOf({ event_type: 'codex_accepted_line_fingerprints', event_params: {} }))).toBe(true);
  });
});
