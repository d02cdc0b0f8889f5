import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { readSpoolStatus } from './spool-status.js';
import { startBench, type DeliveryBench } from './testing/delivery-bench.js';

const host = fileURLToPath(new URL('testing/leaving-host.mjs', import.meta.url));
const entry = new URL('../../dist/deliver/index.js', import.meta.url).href;

let bench: DeliveryBench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

async function runToItsEnd(url: string, hangs: 'answer' | 'connection'): Promise<unknown> {
  const child = spawn(process.execPath, [host, entry, bench.directory, url, hangs], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [code] = await once(child, 'close');
  return code;
}

/** A port where connections neither fail nor come about: its program is stopped and its queue is full. */
async function startDeafReceiver() {
  const script = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  child.kill('SIGSTOP');
  const sockets: Socket[] = Array.from({ length: 8 }, () => connect(Number(port), '127.0.0.1').on('error', () => {}));
  await Promise.race(sockets.map((socket) => once(socket, 'connect')));
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close() {
      for (const socket of sockets) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}

describe('a host that comes to its end', () => {
  test('is not kept alive by an answer that does not come, and its events wait', async () => {
    bench.receiver.behave = () => {};
    expect(await runToItsEnd(bench.receiver.url, 'answer')).toBe(0);
    expect(await readSpoolStatus(bench.directory)).toMatchObject([{ queued: 100, sending: false }]);
  });

  test.skipIf(process.platform !== 'linux')('is not kept alive by a connection that does not come about', async () => {
    const deaf = await startDeafReceiver();
    expect(await runToItsEnd(deaf.url, 'connection')).toBe(0);
    deaf.close();
    expect(await readSpoolStatus(bench.directory)).toMatchObject([{ queued: 100, sending: false }]);
  });
});
