import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach, describe, expect, test } from 'vitest';

import { startCollector } from './collector.js';
import { nodeLogFs, type LogFs } from './log/log-fs.js';
import { bodyOf } from './testing/lines.js';
import { getFrom, isLoaded, sqlFrom, type Reachable } from './testing/running-collector.js';
import { scratchFolder } from './testing/scratch.js';
import { until } from './testing/until.js';

const program = fileURLToPath(new URL('./testing/collector-process.mjs', import.meta.url));
const eventsPerBody = 200;

let sequence = 0;

/** Posts new events; says what came back. */
async function post(collector: Reachable): Promise<Response> {
  const events = Array.from({ length: eventsPerBody }, () => {
    const id = `instance.${sequence++}`;
    return { id, turn: id, params: { hook_name: 'x'.repeat(500) } };
  });
  const headers = { authorization: `Bearer ${collector.token}` };
  return fetch(`${collector.url}/v1/events`, { method: 'POST', headers, body: new Uint8Array(bodyOf(events)) });
}

async function readiness(collector: Reachable): Promise<string> {
  const reply = await getFrom(collector, '/readyz');
  return `${reply.status} ${(await reply.text()).trim()}`;
}

async function stored(collector: Reachable): Promise<unknown> {
  const [row] = await sqlFrom(collector, 'SELECT count() AS n, uniqExact(delivery_id) AS different FROM events');
  return row;
}

describe('a disk without room for the log', () => {
  test('costs nothing that was accepted: the door says 503, readyz why, and both recover by themselves', async () => {
    let full = false;
    const fs: LogFs = {
      ...nodeLogFs,
      async create(path) {
        const file = await nodeLogFs.create(path);
        return {
          ...file,
          writev(buffers, position) {
            if (full) throw Object.assign(new Error('no room'), { code: 'ENOSPC' });
            return file.writev(buffers, position);
          },
        };
      },
    };
    const collector = await startCollector({ dataDir: scratchFolder(), port: 0, logFs: fs });
    try {
      await collector.caughtUp();
      expect((await post(collector)).status).toBe(200);
      full = true;
      for (let attempt = 0; attempt < 3; attempt++) {
        const refused = await post(collector);
        expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
        expect(await refused.json()).toMatchObject({ error: { code: 'disk_full' } });
      }
      expect(await readiness(collector)).toBe('503 not yet: the disk is full');
      // Starting it again would not help: whoever watches it must not.
      expect((await getFrom(collector, '/healthz')).status).toBe(200);
      expect(await (await getFrom(collector, '/metrics')).text()).toContain('tacho_log_writable 0\n');
      expect(await (await getFrom(collector, '/api/status')).json()).toMatchObject({ log: { trouble: 'disk_full' } });
      full = false;
      await until(async () => (await readiness(collector)) === '200 ok');
      expect((await post(collector)).status).toBe(200);
      await collector.caughtUp();
      expect(await stored(collector)).toEqual({ n: 2 * eventsPerBody, different: 2 * eventsPerBody });
    } finally {
      await collector.close();
    }
  });
});

/** Whether this user may mount a small file system in a name space of its own. */
const canMount =
  process.platform === 'linux' &&
  spawnSync('unshare', ['-Urm', 'mount', '-t', 'tmpfs', 'tmpfs', scratchFolder()], { stdio: 'ignore' }).status === 0;

let child: ChildProcess | null = null;
afterEach(() => void child?.kill('SIGKILL'));

describe.skipIf(!canMount)('a disk that is full, log and store', () => {
  test('has every acknowledged event once when there is room again', { timeout: 120_000 }, async () => {
    const disk = scratchFolder();
    const script = 'mount -t tmpfs -o size=64m tmpfs "$1" && exec "$2" "$3" "$1/data"';
    child = spawn('unshare', ['-Urm', 'sh', '-c', script, 'sh', disk, process.execPath, program], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const [message] = (await once(child, 'message')) as [Reachable];
    const collector: Reachable = message;
    const inside = join(`/proc/${child.pid}/root`, disk);
    let acknowledged = 0;
    for (let body = 0; body < 10; body++) if ((await post(collector)).status === 200) acknowledged += eventsPerBody;
    await until(() => isLoaded(collector));

    // Room for a few bodies, but not for what the store makes of them.
    const { bavail, bsize } = statfsSync(inside);
    writeFileSync(join(inside, 'ballast'), Buffer.alloc(bavail * bsize - 1_500_000));
    let status = 200;
    while (status === 200) {
      status = (await post(collector)).status;
      if (status === 200) acknowledged += eventsPerBody;
    }
    expect(status).toBe(503);
    expect(await readiness(collector)).toBe('503 not yet: the disk is full');
    await until(async () =>
      /tacho_store_restarts_total [1-9]/.test(await (await getFrom(collector, '/metrics')).text()),
    );

    rmSync(join(inside, 'ballast'));
    await until(() => isLoaded(collector));
    expect((await post(collector)).status).toBe(200);
    acknowledged += eventsPerBody;
    await until(() => isLoaded(collector));
    expect(await stored(collector)).toEqual({ n: acknowledged, different: acknowledged });
  });
});
