import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { resolveConfig, type Config } from '../config.js';
import { runChecks, type Check } from './checks.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function configWith(environment: Readonly<Record<string, string>> = {}): Promise<Config> {
  const dataDir = await mkdtemp(join(tmpdir(), 'tacho-doctor-'));
  return (await resolveConfig({}, { TACHO_HOME: dataDir, CODEX_HOME: join(dataDir, 'codex'), ...environment })).config;
}

async function check(config: Config, name: string): Promise<Check | undefined> {
  return (await runChecks(config)).find((one) => one.name === name);
}

/** Answers each path with a status, as a collector would. */
async function fakeCollector(statuses: Readonly<Record<string, number>>): Promise<string> {
  const server = createServer((request, response) => {
    response.writeHead(statuses[request.url ?? ''] ?? 404).end();
  });
  closing.push(() => server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('what the doctor finds', () => {
  it('is well on a machine where nothing was started yet', async () => {
    const checks = await runChecks(await configWith());
    expect(checks.filter((one) => one.status === 'failed')).toEqual([]);
    expect(checks.find((one) => one.name === 'collector')).toMatchObject({ status: 'note' });
  });

  it('says when everything is turned off', async () => {
    expect(await check(await configWith({ DO_NOT_TRACK: '1' }), 'opt-out')).toMatchObject({ status: 'note' });
  });

  it('fails for a data directory that is a file', async () => {
    const config = await configWith();
    const file = join(config.dataDir, 'file');
    await writeFile(file, '');
    expect(await check({ ...config, dataDir: file }, 'data directory')).toEqual({
      name: 'data directory',
      status: 'failed',
      says: 'It is not a folder.',
    });
  });

  it.each([
    [{ '/healthz': 200, '/readyz': 200, '/api/queries/data_health': 200 }, 'ok', 'accepts events and answers'],
    [{ '/healthz': 200, '/readyz': 503, '/api/queries/data_health': 503 }, 'note', 'still loading'],
    [{ '/healthz': 200, '/readyz': 200, '/api/queries/data_health': 401 }, 'failed', 'does not know our token'],
    [{ '/healthz': 503 }, 'failed', 'accepts no events'],
  ])('tells a collector that answers %j: %s', async (statuses, status, says) => {
    const config = await configWith({ TACHO_COLLECTOR_URL: await fakeCollector(statuses) });
    const found = await check(config, 'collector');
    expect(found).toMatchObject({ status });
    expect(found?.says).toContain(says);
  });

  it('fails when the collector that is named does not answer', async () => {
    const config = await configWith({ TACHO_COLLECTOR_URL: 'http://127.0.0.1:1' });
    expect(await check(config, 'collector')).toMatchObject({ status: 'failed' });
  });
});
