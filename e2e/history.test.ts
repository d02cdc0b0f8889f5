import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { createCodexClient } from './support/codex-client.js';
import { startCodexServer } from './support/codex-server.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { stdioPipe } from './support/message-pipes.js';
import { answer, say, shell } from './support/model-steps.js';
import { setStage, type Stage } from './support/stage.js';
import { runTachoJson, startTacho } from './support/tacho.js';
import { until } from './support/until.js';

const script = ['tapped', 'untapped'].map((prompt) => ({
  prompt,
  answers: [
    answer({ input: 1000, output: 20 }, shell('ls')),
    answer({ input: 1100, cached: 1000, output: 30, reasoning: 10 }, say('Done.')),
  ],
}));

describe('session logs that the real Codex wrote', () => {
  let stage: Stage;
  let collector: RunningCollector;
  const threads: Record<string, string> = {};

  const work = async (prompt: string, server: Parameters<typeof stdioPipe>[0]): Promise<void> => {
    const client = createCodexClient(stdioPipe(server));
    await client.initialize();
    const threadId = await client.startThread({ cwd: stage.workspace });
    await client.turnEnds(await client.startTurn(threadId, prompt));
    threads[prompt] = threadId;
    client.close();
  };

  /** What counts of a thread, whoever told it. */
  const countedOf = async (prompt: string): Promise<readonly unknown[]> =>
    collector.sql(`
      SELECT source, count() AS turns, sum(total_tokens) AS tokens
      FROM counted_events
      WHERE event_type = 'codex_turn_event' AND thread_id = '${threads[prompt]}'
      GROUP BY source`);

  beforeAll(async () => {
    stage = await setStage('history', script);
    collector = await startCollector({ dataDir: stage.dataDir });
    const tap = startTacho(['tap', '--', 'codex', 'app-server'], { dataDir: stage.dataDir, env: stage.codexEnv });
    await work('tapped', tap.process);
    await tap.ended;
    const codex = startCodexServer([], stage.codexEnv);
    await work('untapped', codex.process);
    await codex.ended;
  });

  afterAll(async () => {
    await collector?.stop();
    await stage?.strike();
  });

  test('`tacho import` adds what no tap has seen, and counts nothing twice', async () => {
    const options = { dataDir: stage.dataDir, env: stage.codexEnv };
    await runTachoJson(['import'], options);
    await until('the thread that was not tapped is there', async () => (await countedOf('untapped')).length > 0);
    expect(await countedOf('untapped')).toEqual([{ source: 'rollout', turns: 1, tokens: 2150 }]);
    expect(await countedOf('tapped')).toEqual([{ source: 'tap', turns: 1, tokens: 2150 }]);

    expect(await runTachoJson(['import'], options)).toMatchObject({ files: 2, unchanged: 2, events: 0 });
  });
});
