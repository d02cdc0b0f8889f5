import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { SeenEvent } from './support/analytics-sink.js';
import { createCodexClient, type EndedTurn } from './support/codex-client.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { differences } from './support/compare-events.js';
import { stdioPipe } from './support/message-pipes.js';
import { answer, applyPatch, hang, httpError, say, shell } from './support/model-steps.js';
import { setStage, type Stage } from './support/stage.js';
import { storedEvents } from './support/stored-events.js';
import { runTacho, startTacho, type Ended } from './support/tacho.js';
import { uncarried } from './support/uncarried.js';
import { until } from './support/until.js';
import { identitiesOf, identityOf, parseEventLines } from './support/wire-events.js';

/** What must be among the events, whatever else there is. */
const leastTypes = [
  'codex_thread_initialized',
  'codex_turn_event',
  'codex_command_execution_event',
  'codex_file_change_event',
  'codex_review_event',
  'codex_accepted_line_fingerprints',
];

const script = [
  {
    prompt: 'look around',
    answers: [
      answer({ input: 1000, output: 30, reasoning: 10 }, shell('ls'), shell('exit 3')),
      answer({ input: 1200, cached: 1000, output: 12 }, say('Two files.')),
    ],
  },
  {
    prompt: 'ask before you write',
    answers: [
      answer({ input: 1300, cached: 1200, output: 20 }, shell('echo written > written.txt')),
      answer({ input: 1400, cached: 1300, output: 5 }, say('Written.')),
    ],
  },
  {
    prompt: 'edit a file',
    answers: [
      answer(
        { input: 1500, cached: 1400, output: 40 },
        applyPatch(
          '*** Begin Patch\n*** Update File: README.md\n@@\n # inventory\n+More.\n*** Add File: new.txt\n+new\n*** End Patch',
        ),
      ),
      answer({ input: 1600, cached: 1500, output: 6 }, say('Edited.')),
    ],
  },
  { prompt: 'fail', answers: [answer({ input: 0, output: 0 }, httpError(500, 'made to fail'))] },
  { prompt: 'take your time', answers: [answer({ input: 0, output: 0 }, say('Thinking.'), hang)] },
];

describe('a session of the real Codex through the tap', () => {
  let stage: Stage;
  let collector: RunningCollector;
  let tap: Ended;
  let recording: string;
  const turns: EndedTurn[] = [];

  beforeAll(async () => {
    stage = await setStage('live-tap', script);
    recording = join(stage.scratch.path, 'recording.jsonl');
    collector = await startCollector({ dataDir: stage.dataDir });
    const running = startTacho(['tap', '--record', recording, '--', 'codex', 'app-server'], {
      dataDir: stage.dataDir,
      env: stage.codexEnv,
    });
    const client = createCodexClient(stdioPipe(running.process));
    await client.initialize();
    const threadId = await client.startThread({ cwd: stage.workspace });
    const work = async (prompt: string, params = {}) =>
      turns.push(await client.turnEnds(await client.startTurn(threadId, prompt, params)));
    await work('look around');
    await work('ask before you write', { approvalPolicy: 'untrusted' });
    await work('edit a file');
    await work('fail');
    const turnId = await client.startTurn(threadId, 'take your time');
    await client.sees(
      'the model speaks and then says no more',
      ({ method, params }) => method === 'item/completed' && params?.['turnId'] === turnId && isMessage(params['item']),
    );
    await client.request('turn/interrupt', { threadId, turnId });
    turns.push(await client.turnEnds(turnId));
    // What Codex has not reported when its client leaves it may never report.
    await until('Codex has reported all turns', () => turnsReported(stage.sink.events) === turns.length);
    client.close();
    tap = await running.ended;
  });

  afterAll(async () => {
    await collector?.stop();
    await stage?.strike();
  });

  test('the agent works as if nobody watched', () => {
    expect(tap).toMatchObject({ code: 0, signal: null });
    expect(turns.map((turn) => turn.status)).toEqual(['completed', 'completed', 'completed', 'failed', 'interrupted']);
    expect(readFileSync(join(stage.workspace, 'README.md'), 'utf8')).toBe('# inventory\nMore.\n');
    expect(existsSync(join(stage.workspace, 'written.txt'))).toBe(true);
  });

  test('end-to-end app-server run with captured analytics payload: the events in the store are those that Codex itself reported', async () => {
    const real = stage.sink.events;
    const told = await until('the store holds as many', async () => {
      const events = wireEvents(await storedEvents(collector));
      return events.length >= real.length ? events : undefined;
    });
    expect(real.map((event) => event.event_type)).toEqual(expect.arrayContaining(leastTypes));
    expect(identitiesOf(told)).toEqual(identitiesOf(real));
    const found = real.flatMap((event) => {
      const counterpart = told.find((candidate) => identityOf(candidate) === identityOf(event));
      return counterpart === undefined ? [] : differences(counterpart, event, uncarried);
    });
    expect(found).toEqual([]);
  });

  test('`tacho sql` and `tacho query` answer from the running collector', async () => {
    const sql = await runTacho(
      ['sql', "SELECT count() AS turns FROM counted_events WHERE event_type = 'codex_turn_event'", '--json'],
      { dataDir: stage.dataDir },
    );
    expect(sql).toMatchObject({ code: 0 });
    expect(JSON.parse(sql.stdout)).toMatchObject({ rows: [{ turns: turns.length }] });

    const overview = await runTacho(['query', 'overview', '--json'], { dataDir: stage.dataDir });
    expect(overview).toMatchObject({ code: 0 });
    // 3 commands, of which one ended with an error; the failed turn; tokens of the turns that Codex counts.
    expect(JSON.parse(overview.stdout)).toMatchObject({
      rows: [{ threads: 1, turns: turns.length, commands: 3, total_tokens: 8113 }],
    });
  });

  test('the recording gives the same events again', async () => {
    const reduced = await runTacho(['reduce', '--own', recording], { dataDir: stage.scratch.folder('other-data') });
    expect(reduced).toMatchObject({ code: 0 });
    expect(identitiesOf(parseEventLines(reduced.stdout))).toEqual(identitiesOf(await storedEvents(collector)));
  });
});

function turnsReported(events: readonly SeenEvent[]): number {
  return events.filter((event) => event.event_type === 'codex_turn_event').length;
}

/** Without those of our own kind. */
function wireEvents(events: readonly SeenEvent[]): readonly SeenEvent[] {
  return events.filter((event) => !event.event_type.startsWith('tacho_'));
}

function isMessage(item: unknown): boolean {
  return typeof item === 'object' && item !== null && 'type' in item && item.type === 'agentMessage';
}
