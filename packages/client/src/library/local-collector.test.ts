import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { startReceiver, type TestReceiver } from '../deliver/testing/test-receiver.js';
import { createTachograph } from './create-tachograph.js';

let directory: string;
const receivers: TestReceiver[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tacho-local-'));
  writeFileSync(join(directory, 'token'), 'secret\n');
  vi.stubEnv('TACHO_COLLECTOR_URL', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const receiver of receivers.splice(0)) await receiver.close();
  rmSync(directory, { recursive: true });
});

/** A collector begins to run on a port of its own. */
async function startCollector(): Promise<TestReceiver> {
  const receiver = await startReceiver();
  receivers.push(receiver);
  writeFileSync(join(directory, 'collector.json'), JSON.stringify({ pid: process.pid, url: receiver.url }));
  return receiver;
}

const run = {
  threadId: 't',
  turnId: null,
  model: null,
  hookName: 'Stop',
  hookSource: 'user',
  status: 'completed',
  handlerType: null,
  executionMode: null,
};

test('events go to the collector of the data directory, also when it comes back on another port', async () => {
  const before = await startCollector();
  const tacho = await createTachograph({ directory, disabled: false });
  tacho.trackHookRun(run);
  await tacho.flush(60_000);
  expect(before.requests.map(({ lines }) => lines.length)).toEqual([1]);
  await before.close();
  const after = await startCollector();
  tacho.trackHookRun(run);
  await tacho.flush(60_000);
  await tacho.close();
  expect(after.requests.map(({ headers, lines }) => [headers.authorization, lines.length])).toEqual([
    ['Bearer secret', 1],
  ]);
  expect(readdirSync(join(directory, 'spool'))).toEqual(['collector-local']);
});

test('a file needs no data directory, and none is made for it', async () => {
  const file = join(directory, 'events.jsonl');
  const nowhere = join(directory, 'token', 'below');
  const tacho = await createTachograph({ to: `file:${file}`, directory: nowhere, disabled: false });
  tacho.trackHookRun(run);
  await tacho.close();
  expect(readFileSync(file, 'utf8')).toContain('codex_hook_run');
  await expect(createTachograph({ directory: nowhere, disabled: false })).rejects.toMatchObject({
    code: 'spool_not_writable',
  });
});
