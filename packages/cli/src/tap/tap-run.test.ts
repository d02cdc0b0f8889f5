import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { MessageSink } from '@tachograph/client/tap';
import { afterAll, afterEach, expect, test, vi } from 'vitest';

import { resolveConfig } from '../config.js';
import type { TapPipeline } from './tap-pipeline.js';
import { createTapRun } from './tap-run.js';

const happened: string[] = [];
let goOn = (): void => {};
let failures = 0;

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
  async openTapPipeline(): Promise<TapPipeline> {
    if (failures-- > 0) throw new Error('the disk is full');
    return {
      attach: (observation) => observation.attach(slowSink, () => true),
      hurry: () => {},
      release: () => {},
      close: async () => void happened.push('delivery closed'),
    };
  },
}));

const dataDir = await mkdtemp(join(tmpdir(), 'tacho-tap-run-'));
afterEach(() => {
  happened.length = 0;
  failures = 0;
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const turn = () => new Promise((resolve) => setImmediate(resolve));

async function startRun(say: (sentence: string) => void = () => {}) {
  const { config } = await resolveConfig({ data: dataDir }, { TACHO_LOG_LEVEL: 'error' });
  return createTapRun({ config, to: undefined, transport: 'stdio', enrich: false, recorder: null, say });
}

test('a tap that stops waits also for servers that ended a moment ago', async () => {
  const run = await startRun();
  run.load();
  const observation = run.watch();
  observation.connection(1).message('c2s', Buffer.from('{"id":1}'));
  while (happened.length === 0) await turn();
  const ended = observation.end();
  const finished = run.finish(true);
  await turn();
  goOn();
  await Promise.all([ended, finished]);
  expect(happened).toEqual(['message', 'server ended', 'delivery closed']);
});

test.each(['of the same server', 'of another server'])(
  'what could not be opened is tried again for the next connection %s',
  async (place) => {
    failures = 2;
    const said: string[] = [];
    const run = await startRun((sentence) => said.push(sentence));
    run.load();
    let observation = run.watch();
    for (let number = 1; number <= 3; number++) {
      if (place === 'of another server') observation = run.watch();
      observation.connection(number).message('c2s', Buffer.from('{"id":1}'));
      for (let n = 0; n < 10; n++) await turn();
    }
    expect(happened).toEqual(['message']);
    expect(said).toHaveLength(2);
  },
);
