import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { createGuard } from '../guard.js';
import { createObservation, type Observation } from '../observation.js';
import { formatListenAddress, isLocal, parseListenAddress, type ListenAddress } from './address.js';
import { createBridge } from './bridge.js';
import { runListenTap } from './listen-tap.js';
import { openListener } from './open-listener.js';
import { createRelay } from './relay.js';

const agent = fileURLToPath(new URL('../test-agents/agent.mjs', import.meta.url));
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const anyPort: ListenAddress = { kind: 'tcp', host: '127.0.0.1', port: 0 };

function watched(): { observation: Observation; seen: unknown[]; ended: Promise<void> } {
  const seen: unknown[] = [];
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const observation = createObservation({ guard: createGuard(), now: () => 1 });
  observation.attach(
    {
      message: (direction, connection, _atMs, message) => void seen.push([direction, connection, message]),
      connectionClosed: (connection) => {
        seen.push(['closed', connection]);
        end();
      },
      end: () => void seen.push(['end']),
    },
    () => true,
  );
  return { observation, seen, ended };
}

async function listen(server: Server, address = anyPort): Promise<ListenAddress> {
  closers.push(() => server.close());
  return openListener(server, address);
}

async function bridge(args: readonly string[], program = process.execPath) {
  const watch = watched();
  const ended: number[] = [];
  const made = createBridge({
    program,
    args,
    observe: () => watch.observation,
    onStartFailure: () => ended.push(-1),
    onEnded: (code) => ended.push(code),
  });
  return { ...watch, codes: ended, made, address: await listen(made.server) };
}

async function open(address: ListenAddress, options: object = {}): Promise<WebSocket> {
  const url = address.kind === 'unix' ? `ws+unix://${address.path}:/` : formatListenAddress(address);
  const client = new WebSocket(url, options);
  closers.push(() => client.terminate());
  await once(client, 'open');
  return client;
}

const messages = (client: WebSocket): string[] => {
  const got: string[] = [];
  client.on('message', (data: Buffer) => void got.push(data.toString()));
  return got;
};

describe('addresses', () => {
  test('are read in the forms that codex --remote takes, and written back', () => {
    for (const text of ['ws://127.0.0.1:4500', 'ws://[::1]:4500', 'unix:///run/x.sock']) {
      expect(formatListenAddress(parseListenAddress(text)!)).toBe(text);
      expect(isLocal(parseListenAddress(text)!)).toBe(true);
    }
    expect(isLocal(parseListenAddress('ws://0.0.0.0:1')!)).toBe(false);
    for (const text of ['http://x:1', 'unix://', 'ws://', '4500', 'ws://h:1/path', 'wss://h:1']) {
      expect(parseListenAddress(text)).toBeNull();
    }
  });
});

describe('a tap with a server for each connection', () => {
  test('carries messages as lines, whatever line feeds stand in them', async () => {
    const { address, seen, ended } = await bridge([agent, 'echo']);
    const client = await open(address);
    const got = messages(client);
    client.send('{"id":1}');
    client.send('{\n"id":\r\n2}');
    client.send(`{"long":"${'x'.repeat(300_000)}"}`);
    while (got.length < 3) await once(client, 'message');
    expect(got.map((text) => JSON.parse(text) as object)).toEqual([
      { id: 1 },
      { id: 2 },
      { long: 'x'.repeat(300_000) },
    ]);
    client.close();
    await ended;
    expect(seen.filter((one) => (one as string[])[0] === 'c2s')).toHaveLength(3);
    expect(seen.filter((one) => (one as string[])[0] === 's2c')).toHaveLength(3);
  });

  test('gives each message to the agent and back as it was, however it is built', async () => {
    const { address } = await bridge([agent, 'echo']);
    const client = await open(address);
    const got = messages(client);
    const parts = fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\n', '\r\n', '\0', '\u{feff}', '€')),
    );
    const message = fc.record({ parts, fragments: fc.boolean(), binary: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(message), async (all) => {
        got.length = 0;
        for (const { parts: texts, fragments, binary } of all) {
          if (fragments) for (const text of texts) client.send(text, { fin: false, binary });
          client.send(fragments ? '' : texts.join(''), { fin: true, binary });
        }
        client.send('last');
        while (got.at(-1) !== 'last') await once(client, 'message');
        const said = all.map((one) =>
          Buffer.from(one.parts.join(''))
            .toString()
            .replaceAll(/[\r\n]/g, ' '),
        );
        // An empty line is none.
        expect(got).toEqual([...said.filter((text) => text !== ''), 'last']);
      }),
    );
  });

  test('tells its connections apart: one recording holds them all', async () => {
    const { address, seen } = await bridge([agent, 'echo']);
    for (const id of [1, 2]) {
      const client = await open(address);
      client.send(`{"id":${id}}`);
      await once(client, 'message');
      client.close();
      await once(client, 'close');
    }
    expect(seen.filter((one) => (one as string[])[0] === 'c2s')).toEqual([
      ['c2s', 1, { id: 1 }],
      ['c2s', 2, { id: 2 }],
    ]);
  });

  test('closes the connection when the agent ends, and tells its code', async () => {
    const { address, codes, ended } = await bridge([agent, 'exit', '3']);
    const client = new WebSocket(formatListenAddress(address));
    const [code] = (await once(client, 'close')) as [number];
    expect(code).toBe(1011);
    await ended;
    await new Promise((resolve) => setImmediate(resolve));
    expect(codes).toEqual([3]);
  });

  test('says that the agent could not be started and goes on', async () => {
    const { address, codes } = await bridge([], 'no-such-program-of-this-name');
    const client = new WebSocket(formatListenAddress(address));
    const [code, reason] = (await once(client, 'close')) as [number, Buffer];
    expect([code, reason.toString()]).toEqual([1011, 'the agent could not be started']);
    expect(codes).toEqual([-1]);
  });

  test('refuses browsers', async () => {
    const { address, made } = await bridge([agent, 'echo']);
    const client = new WebSocket(formatListenAddress(address), { headers: { origin: 'https://example.com' } });
    const [error] = (await once(client, 'error')) as [Error];
    expect(error.message).toContain('403');
    expect(made.agents()).toBe(0);
  });
});

describe('a tap whose agents and clients behave badly', () => {
  test.skipIf(process.platform === 'win32')(
    'is over when its agent is, also where a program that this left behind keeps the output open',
    async () => {
      const { address, codes, seen, ended } = await bridge([agent, 'leave', '4']);
      const client = new WebSocket(formatListenAddress(address));
      const got = messages(client);
      const [code] = (await once(client, 'close')) as [number];
      const left = JSON.parse(got[0]!) as { readonly pid: number };
      closers.push(() => process.kill(left.pid));
      await ended;
      await new Promise((resolve) => setImmediate(resolve));
      expect([code, codes, seen.at(-1)]).toEqual([1011, [4], ['end']]);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'notices that a client leaves that waited for an agent which reads no more',
    async () => {
      const { address, made } = await bridge([agent, 'close-input']);
      const client = new WebSocket(formatListenAddress(address));
      closers.push(() => client.terminate());
      await once(client, 'message');
      // More than a pipe takes, so that the client waits.
      client.send('x'.repeat(4 * 1024 * 1024));
      while (client.bufferedAmount > 0) await new Promise((resolve) => setImmediate(resolve));
      made.signal('SIGUSR2');
      await once(client, 'message');
      client.close(4000);
      const [code] = (await once(client, 'close')) as [number];
      made.signal('SIGKILL');
      expect(code).toBe(4000);
    },
  );

  test.skipIf(process.platform === 'win32')(
    'a tap that stops leaves no agent behind that does not listen',
    async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      closers.push(() => void vi.useRealTimers());
      let tell: (address: ListenAddress) => void = () => {};
      const listening = new Promise<ListenAddress>((resolve) => {
        tell = resolve;
      });
      const stopped = runListenTap({
        address: anyPort,
        behind: { kind: 'program', program: process.execPath, args: [agent, 'stubborn'] },
        observe: null,
        guard: createGuard(),
        onListening: tell,
        onRefused: () => {},
      });
      const client = new WebSocket(formatListenAddress(await listening));
      await once(client, 'message');
      const closed = once(client, 'close') as Promise<[number]>;
      process.emit('SIGTERM', 'SIGTERM');
      vi.advanceTimersByTime(60_000);
      await stopped;
      vi.useRealTimers();
      expect((await closed)[0]).toBe(1011);
    },
  );

  test('a browser that is refused and hangs up disturbs nobody', async () => {
    const { made } = await bridge([agent, 'echo']);
    const socket = new PassThrough();
    made.server.emit('upgrade', { headers: { origin: 'https://example.com' } }, socket, Buffer.alloc(0));
    expect(() => socket.emit('error', new Error('ECONNRESET'))).not.toThrow();
  });
});

describe('a tap in front of a running server', () => {
  /** A server that wants a token and answers each message twice. */
  async function running(): Promise<{ address: ListenAddress; headers: Record<string, unknown>[] }> {
    const headers: Record<string, unknown>[] = [];
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
    closers.push(() => server.close());
    server.on('connection', (socket, request) => {
      headers.push(request.headers);
      socket.on('message', (data: Buffer) => {
        socket.send(data.toString());
        socket.send(data.toString());
      });
    });
    await once(server, 'listening');
    return { address: { kind: 'tcp', host: '127.0.0.1', port: (server.address() as AddressInfo).port }, headers };
  }

  test('passes bytes and tokens on and watches several connections of one server', async () => {
    const server = await running();
    const { observation, seen, ended } = watched();
    const guard = createGuard();
    const relay = createRelay({ server: server.address, observation, guard, onUnreachable: () => {} });
    const address = await listen(relay);
    const options = { headers: { authorization: 'Bearer secret-token' }, perMessageDeflate: false };
    const first = await open(address, options);
    const second = await open(address, options);
    const big = JSON.stringify({ text: 'ü'.repeat(200_000) });
    const got = [messages(first), messages(second)] as const;
    first.send('{"id":1}');
    first.send(big);
    second.send('{"id":2}');
    while (got[0].length < 4) await once(first, 'message');
    while (got[1].length < 2) await once(second, 'message');
    expect(server.headers.map((one) => one['authorization'])).toEqual(['Bearer secret-token', 'Bearer secret-token']);
    expect(got[0]).toEqual(['{"id":1}', '{"id":1}', big, big]);
    first.close();
    await ended;
    const own = (connection: number) => seen.filter((one) => (one as unknown[])[1] === connection);
    expect(own(1)).toEqual(
      [
        ['c2s', 1, { id: 1 }],
        ['c2s', 1, JSON.parse(big)],
        ['s2c', 1, { id: 1 }],
        ['s2c', 1, { id: 1 }],
        ['s2c', 1, JSON.parse(big)],
        ['s2c', 1, JSON.parse(big)],
        ['closed', 1],
      ].sort((a, b) => own(1).findIndex((x) => x === a) - own(1).findIndex((x) => x === b)),
    );
    expect(guard.faults()).toBe(0);
  });

  test('passes on what it cannot read: a compressed connection works unseen', async () => {
    const server = await running();
    const { observation, seen } = watched();
    const guard = createGuard();
    const relay = createRelay({ server: server.address, observation, guard, onUnreachable: () => {} });
    const client = await open(await listen(relay), { perMessageDeflate: { threshold: 0 } });
    const got = messages(client);
    client.send(`{"text":"${'x'.repeat(5000)}"}`);
    while (got.length < 2) await once(client, 'message');
    expect(got[0]).toContain('xxxx');
    expect(seen.filter((one) => (one as string[])[0] === 's2c')).toEqual([]);
  });

  test('drops a client when the server behind is not there, and says so', async () => {
    const gone = createServer();
    const server = await openListener(gone, anyPort);
    gone.close();
    const codes: string[] = [];
    const relay = createRelay({
      server,
      observation: null,
      guard: createGuard(),
      onUnreachable: (code) => codes.push(code),
    });
    const client = new WebSocket(formatListenAddress(await listen(relay)));
    await once(client, 'error');
    expect(codes).toEqual(['ECONNREFUSED']);
  });

  test.skipIf(process.platform === 'win32')('listens on a unix socket that its owner alone can use', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tacho-'));
    closers.push(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 's.sock');
    const umask = process.umask(0);
    closers.push(() => void process.umask(umask));
    const server = await running();
    const relay = createRelay({
      server: server.address,
      observation: null,
      guard: createGuard(),
      onUnreachable: () => {},
    });
    let modeAtOnce = 0;
    relay.once('listening', () => {
      modeAtOnce = statSync(path).mode & 0o777;
    });
    const client = await open(await listen(relay, { kind: 'unix', path }));
    const got = messages(client);
    client.send('{"id":1}');
    while (got.length < 2) await once(client, 'message');
    expect([modeAtOnce, statSync(path).mode & 0o777]).toEqual([0o600, 0o600]);
    expect(process.umask()).toBe(0);
  });
});
