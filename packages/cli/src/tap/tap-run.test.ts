import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MessageSink } from '@tachograph/client/tap';
import { afterEach, expect, test, vi } from 'vitest';

import { resolveConfig } from '../config.js';
import type { TapPipeline } from './tap-pipeline.js';
import { createTapRun } from './tap-run.js';

const happened: string[] = [];
let goOn = (): void => {};

/** What follows a message waits, as it does for a project or for a session log. */
const slowSink: MessageSink = {
  message: () =>
    new Promise<void>((resolve) => {
      happened.push('message');
      goOn = resolve;
    }),
  connectionClosed: () => {},
  end: () => void happened.push('server ended'),
};

vi.mock('./tap-pipeline.js', () => ({
  openTapPipeline: async (): Promise<TapPipeline> => ({
    attach: (observation) => observation.attach(slowSink, () => true),
    hurry: () => {},
    release: () => {},
    close: async () => void happened.push('delivery closed'),
  }),
}));

const dataDir = await mkdtemp(join(tmpdir(), 'tacho-tap-run-'));
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('a tap that stops waits also for servers that ended a moment ago', async () => {
  const { config } = await resolveConfig({ data: dataDir }, { TACHO_LOG_LEVEL: 'error' });
  const run = createTapRun({ config, to: undefined, transport: 'stdio', enrich: false, recorder: null, say: () => {} });
  run.load();
  const observation = run.watch();
  observation.connection(1).message('c2s', Buffer.from('{"id":1}'));
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  while (happened.length === 0) await turn();
  const ended = observation.end();
  const finished = run.finish(true);
  await turn();
  goOn();
  await Promise.all([ended, finished]);
  expect(happened).toEqual(['message', 'server ended', 'delivery closed']);
});
