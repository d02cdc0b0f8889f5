import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { SeenEvent } from './support/analytics-sink.js';
import { createCodexClient, type CodexClient } from './support/codex-client.js';
import { startCodexServer, type CodexServer } from './support/codex-server.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { differences } from './support/compare-events.js';
import { freePort } from './support/free-port.js';
import { websocketPipe } from './support/message-pipes.js';
import { answer, say, shell } from './support/model-steps.js';
import { setStage, type Stage } from './support/stage.js';
import { storedEvents } from './support/stored-events.js';
import { startTacho, type RunningTacho } from './support/tacho.js';
import { until } from './support/until.js';
import { uncarried } from './support/uncarried.js';
import { identitiesOf, identityOf } from './support/wire-events.js';

const usage = { input: 1000, cached: 800, output: 20 };
const script = ['first', 'second'].map((prompt) => ({
  prompt,
  answers: [answer(usage, shell('ls')), answer(usage, say('Done.'))],
}));

/** Each client starts a thread, and has one turn with one command. */
const eventsWanted = 6;

describe('the tap as a server for terminals and editors', () => {
  let stage: Stage;
  let collector: RunningCollector;
  let tap: RunningTacho | undefined;
  let server: CodexServer | undefined;

  beforeEach(async () => {
    stage = await setStage('remote', script);
    collector = await startCollector({ dataDir: stage.dataDir });
  });

  afterEach(async () => {
    tap?.signalGroup('SIGKILL');
    await tap?.ended;
    await server?.kill();
    await collector?.stop();
    await stage?.strike();
  });

  /** Two clients at a time, each with a thread of its own. */
  const workTogether = async (url: string): Promise<void> => {
    const clients = await Promise.all([connect(url), connect(url)]);
    await clients[0]?.initialize('codex-tui');
    await clients[1]?.initialize('acme_editor');
    await Promise.all(
      clients.map(async (client, index) => {
        const threadId = await client.startThread({ cwd: stage.workspace });
        const turnId = await client.startTurn(threadId, script[index]?.prompt ?? '');
        expect(await client.turnEnds(turnId)).toMatchObject({ status: 'completed' });
      }),
    );
    // The server of a client that leaves ends, and what it has not reported by then it may never report.
    await until('Codex has reported both threads', () => compared(stage.sink.events).length === eventsWanted);
    for (const client of clients) client.close();
  };

  /** What Codex reported and what the store holds, and how the store differs from that. */
  const reportedAndStored = async () => {
    const told = await until('the store holds as many', async () => {
      const events = compared(await storedEvents(collector));
      return events.length >= eventsWanted ? events : undefined;
    });
    const real = compared(stage.sink.events);
    const found = real.flatMap((event) => {
      const counterpart = told.find((candidate) => identityOf(candidate) === identityOf(event));
      return counterpart === undefined ? [] : differences(counterpart, event, uncarried);
    });
    return { reported: identitiesOf(real), stored: identitiesOf(told), found };
  };

  test('`--listen ws://…` starts a server for each connection', async () => {
    const url = `ws://127.0.0.1:${await freePort()}`;
    tap = startTacho(['tap', '--listen', url, '--', 'codex', 'app-server'], {
      dataDir: stage.dataDir,
      env: stage.codexEnv,
    });
    await workTogether(url);
    const { reported, stored, found } = await reportedAndStored();
    expect(stored).toEqual(reported);
    expect(found).toEqual([]);
    expect(tap.stdout()).toBe('');
  });

  test('`--listen unix://… --connect ws://…` stands in front of one server for all', async () => {
    const upstream = `ws://127.0.0.1:${await freePort()}`;
    server = startCodexServer(['--listen', upstream], stage.codexEnv);
    (await until('the server listens', () => websocketPipe(upstream).catch(() => undefined))).close();
    const socketPath = join(stage.scratch.path, 'tap.sock');
    tap = startTacho(['tap', '--listen', `unix://${socketPath}`, '--connect', upstream], { dataDir: stage.dataDir });
    await workTogether(`ws+unix://${socketPath}:/`);
    const { reported, stored, found } = await reportedAndStored();
    expect(stored).toEqual(reported);
    expect(found).toEqual([]);
    tap.signalGroup('SIGINT');
    await tap.ended;
  });
});

async function connect(url: string): Promise<CodexClient> {
  return createCodexClient(await until(`${url} takes connections`, () => websocketPipe(url).catch(() => undefined)));
}

function compared(events: readonly SeenEvent[]): readonly SeenEvent[] {
  return events.filter(({ event_type }) => /thread_initialized|turn_event|command_execution/.test(event_type));
}
