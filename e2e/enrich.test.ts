import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { SeenEvent } from './support/analytics-sink.js';
import { createCodexClient } from './support/codex-client.js';
import { startCodexServer } from './support/codex-server.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { differences } from './support/compare-events.js';
import { freePort } from './support/free-port.js';
import { stdioPipe, websocketPipe } from './support/message-pipes.js';
import { answer, applyPatch, hang, say, shell } from './support/model-steps.js';
import { setStage, type Stage } from './support/stage.js';
import { storedEvents } from './support/stored-events.js';
import { startTacho, type Ended } from './support/tacho.js';
import { uncarried } from './support/uncarried.js';
import { until } from './support/until.js';
import { identitiesOf, identityOf } from './support/wire-events.js';

const script = [
  {
    prompt: 'look around',
    answers: [
      answer({ input: 1000, output: 30 }, shell('ls'), shell('exit 3')),
      answer({ input: 1200, cached: 1000, output: 12 }, say('Two files.')),
    ],
  },
  {
    prompt: 'edit a file',
    answers: [
      answer(
        { input: 1500, cached: 1400, output: 40 },
        applyPatch('*** Begin Patch\n*** Add File: new.txt\n+new\n*** End Patch'),
      ),
      answer({ input: 1600, cached: 1500, output: 6 }, say('Edited.')),
    ],
  },
];

/** Of what traffic does not carry, the ids of model responses are in the session log. */
const stillUncarried = uncarried.filter(({ path }) => !path.endsWith('_response_id'));

describe('a session of the real Codex through `tacho tap --enrich`', () => {
  let stage: Stage;
  let collector: RunningCollector;
  let tap: Ended;
  let told: readonly SeenEvent[];

  beforeAll(async () => {
    stage = await setStage('enrich', script);
    collector = await startCollector({ dataDir: stage.dataDir });
    const running = startTacho(['tap', '--enrich', '--', 'codex', 'app-server'], {
      dataDir: stage.dataDir,
      env: stage.codexEnv,
    });
    const client = createCodexClient(stdioPipe(running.process));
    await client.initialize();
    const threadId = await client.startThread({ cwd: stage.workspace });
    for (const { prompt } of script) await client.turnEnds(await client.startTurn(threadId, prompt));
    const reported = () => stage.sink.events.filter(({ event_type: type }) => type === 'codex_turn_event').length;
    await until('Codex has reported all turns', () => reported() === script.length);
    client.close();
    tap = await running.ended;
    told = await until('the store holds as many events', async () => {
      const events = (await storedEvents(collector)).filter(({ event_type: type }) => !type.startsWith('tacho_'));
      return events.length >= stage.sink.events.length ? events : undefined;
    });
  });

  afterAll(async () => {
    await collector?.stop();
    await stage?.strike();
  });

  test('the agent ends as it would', () => {
    expect(tap).toMatchObject({ code: 0, signal: null });
  });

  test('ids of model responses in the store are those that Codex itself reported', () => {
    const real = stage.sink.events;
    expect(identitiesOf(told)).toEqual(identitiesOf(real));
    const found = real.flatMap((event) => {
      const counterpart = told.find((candidate) => identityOf(candidate) === identityOf(event));
      return counterpart === undefined ? [] : differences(counterpart, event, stillUncarried);
    });
    expect(found).toEqual([]);
    const ids = told.map(({ event_params: params }) => params['originating_response_id']).filter(Boolean);
    expect(ids).toHaveLength(3);
  });

  test('the log of the tap counts the turns by how they went', () => {
    const log = readFileSync(join(stage.dataDir, 'tap.log'), 'utf8');
    expect(log).toMatch(/enrichment.*enriched.*2/);
  });
});

test('a tap that ends before its server leaves no event behind: those of a running turn go out as they are', async () => {
  const stage = await setStage('enrich-listen', [
    ...script,
    {
      prompt: 'take your time',
      answers: [
        answer({ input: 1700, output: 8 }, shell('exit 4')),
        answer({ input: 0, output: 0 }, say('Thinking.'), hang),
      ],
    },
  ]);
  const collector = await startCollector({ dataDir: stage.dataDir });
  const upstream = `ws://127.0.0.1:${await freePort()}`;
  const server = startCodexServer(['--listen', upstream], stage.codexEnv);
  try {
    (await until('the server listens', () => websocketPipe(upstream).catch(() => undefined))).close();
    const socketPath = join(stage.scratch.path, 'tap.sock');
    const tap = startTacho(['tap', '--enrich', '--listen', `unix://${socketPath}`, '--connect', upstream], {
      dataDir: stage.dataDir,
    });
    const url = `ws+unix://${socketPath}:/`;
    const client = createCodexClient(await until('the tap listens', () => websocketPipe(url).catch(() => undefined)));
    await client.initialize();
    const threadId = await client.startThread({ cwd: stage.workspace });
    await client.turnEnds(await client.startTurn(threadId, 'look around'));
    const turnId = await client.startTurn(threadId, 'take your time');
    const isMessage = (item: unknown) =>
      typeof item === 'object' && item !== null && 'type' in item && item.type === 'agentMessage';
    await client.sees('the model speaks and then says no more', ({ method, params }) => {
      return method === 'item/completed' && params?.['turnId'] === turnId && isMessage(params['item']);
    });
    tap.signalGroup('SIGINT');
    await tap.ended;
    const commands = await until('the store holds the commands', async () => {
      const events = await storedEvents(collector);
      const found = events.filter(({ event_type: type }) => type === 'codex_command_execution_event');
      return found.length >= 3 ? found.map(({ event_params: params }) => params) : undefined;
    });
    const enriched = commands.filter((params) => params['originating_response_id'] !== null);
    expect(enriched).toHaveLength(2);
    expect(enriched.map((params) => params['turn_id'])).not.toContain(turnId);
    expect(commands).toHaveLength(3);
  } finally {
    await server.kill();
    await collector.stop();
    await stage.strike();
  }
});
