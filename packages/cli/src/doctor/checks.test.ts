import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openDelivery, parseTarget } from '@tachograph/client/deliver';
import { afterEach, describe, expect, it } from 'vitest';

import { resolveConfig, type Config } from '../config.js';
import type { Check } from './check.js';
import { runChecks } from './checks.js';

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

/** Answers each path with a status and a text, as a collector would. */
async function fakeCollector(
  statuses: Readonly<Record<string, number>>,
  texts: Readonly<Record<string, string>> = {},
): Promise<string> {
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    response.writeHead(statuses[path] ?? 404).end(texts[path]);
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
    [{ '/healthz': 200, '/readyz': 200, '/api/status': 200 }, 'ok', 'accepts events and answers'],
    [{ '/healthz': 200, '/readyz': 503, '/api/status': 503 }, 'note', 'still loading'],
    [{ '/healthz': 200, '/readyz': 200, '/api/status': 401 }, 'failed', 'does not know our token'],
    [{ '/healthz': 503 }, 'failed', 'accepts no events'],
  ])('tells a collector that answers %j: %s', async (statuses, status, says) => {
    const config = await configWith({ TACHO_COLLECTOR_URL: await fakeCollector(statuses) });
    const found = await check(config, 'collector');
    expect(found).toMatchObject({ status });
    expect(found?.says).toContain(says);
  });

  it('passes on why a collector is not ready', async () => {
    const statuses = { '/healthz': 200, '/readyz': 503, '/api/status': 200 };
    const url = await fakeCollector(statuses, {
      '/readyz': 'not yet: the store does not answer\n',
      '/api/status': JSON.stringify({ log: { trouble: null }, store: { restarts: 3, hangs: 2 } }),
    });
    const config = await configWith({ TACHO_COLLECTOR_URL: url });
    expect(await check(config, 'collector')).toMatchObject({
      status: 'note',
      says: `${url} accepts events; the store does not answer.`,
    });
    expect((await check(config, 'store'))?.says).toContain('started again 3 times');
    expect((await check(config, 'store'))?.says).toContain('2 times because it hung');
  });

  it('notes a store that does not keep up with its log', async () => {
    const statuses = { '/healthz': 200, '/readyz': 200, '/api/status': 200 };
    const url = await fakeCollector(statuses, {
      '/api/status': JSON.stringify({ store: { restarts: 0, behind_ms: 125_000 } }),
    });
    const config = await configWith({ TACHO_COLLECTOR_URL: url });
    expect(await check(config, 'store')).toMatchObject({
      status: 'note',
      says: 'It is 125 s behind the log: what came since is kept, and counts as soon as it is loaded.',
    });
  });

  it('fails when the disk of the collector is full', async () => {
    const statuses = { '/healthz': 200, '/readyz': 503, '/api/status': 200 };
    const status = JSON.stringify({ log: { trouble: 'disk_full' } });
    const config = await configWith({ TACHO_COLLECTOR_URL: await fakeCollector(statuses, { '/api/status': status }) });
    const found = await check(config, 'collector');
    expect(found).toMatchObject({ status: 'failed' });
    expect(found?.says).toContain('is full: it accepts no events');
  });

  it('tells when sources were heard of, and notes one that is far behind', async () => {
    const statuses = { '/healthz': 200, '/readyz': 200, '/api/status': 200 };
    const at = Date.UTC(2026, 10, 20, 12);
    const sources = [
      { source: 'tap', machines: 2, lastReceivedAtMs: at, oldestAgeMs: 120_000 },
      { source: 'native', machines: 1, lastReceivedAtMs: at, oldestAgeMs: null },
    ];
    const config = await configWith({
      TACHO_COLLECTOR_URL: await fakeCollector(statuses, { '/api/status': JSON.stringify({ sources }) }),
    });
    expect(await check(config, 'source tap')).toEqual({
      name: 'source tap',
      status: 'note',
      says: '2 machines; last heard of 2026-11-20T12:00:00.000Z; its events waited 120 s before they came.',
    });
    expect(await check(config, 'source native')).toMatchObject({ status: 'ok' });
  });

  it('says that events wait for a source when no process sends them', async () => {
    const config = await configWith();
    const delivery = await openDelivery({
      directory: join(config.dataDir, 'spool'),
      target: parseTarget('http://127.0.0.1:1'),
      destination: 'local',
      source: 'library',
      sourceVersion: '1',
      machineId: 'm',
      privacy: 'wire',
      disabled: false,
    });
    delivery.track({ event: { event_type: 'codex_test', event_params: {} }, occurredAtMs: Date.now() });
    const waiting = /^1 event waits, the oldest for \d+ s; 0 sent/;
    const open = await check(config, 'spool collector-local');
    expect(open?.says).toMatch(waiting);
    expect(open?.says).not.toContain('no process sends');
    await delivery.close(0);
    const closed = await check(config, 'spool collector-local');
    expect(closed).toMatchObject({ status: 'note', says: expect.stringMatching(waiting) });
    expect(closed?.says).toMatch(/; no process sends at present\.$/);
  });

  it('fails for a spool that cannot be read', async () => {
    const config = await configWith();
    await mkdir(join(config.dataDir, 'spool', 'collector-local', 'cursor.json'), { recursive: true });
    expect(await check(config, 'spool')).toEqual({
      name: 'spool',
      status: 'failed',
      says: 'What waits for delivery cannot be read.',
    });
  });

  it('fails when the collector that is named does not answer', async () => {
    const config = await configWith({ TACHO_COLLECTOR_URL: 'http://127.0.0.1:1' });
    expect(await check(config, 'collector')).toMatchObject({ status: 'failed' });
  });
});
