import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { expect, test } from 'vitest';

import { createCodexClient } from './support/codex-client.js';
import { startCodexServer } from './support/codex-server.js';
import { stdioPipe } from './support/message-pipes.js';
import { answer, applyPatch, say, shell } from './support/model-steps.js';
import { setStage } from './support/stage.js';
import { until } from './support/until.js';

// What the other tests stand on. When this one fails, look here first: the installed Codex behaves in another way.
test('the real Codex follows the script, really works, reports to the sink and calls out to nobody', async () => {
  const usage = { input: 900, cached: 100, output: 20 };
  const stage = await setStage('real-codex', [
    { prompt: 'look', answers: [answer(usage, shell('echo seen > seen.txt')), answer(usage, say('Seen.'))] },
    {
      prompt: 'edit',
      answers: [
        answer(usage, applyPatch('*** Begin Patch\n*** Add File: added.txt\n+added\n*** End Patch')),
        answer(usage, say('Added.')),
      ],
    },
  ]);
  const callsOut: string[] = [];
  const proxy = createServer().on('connect', (request, socket) => {
    callsOut.push(request.url ?? '');
    socket.destroy();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const codex = startCodexServer([], {
    ...stage.codexEnv,
    HTTPS_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
  });
  try {
    const client = createCodexClient(stdioPipe(codex.process));
    await client.initialize();
    const threadId = await client.startThread({ cwd: stage.workspace });
    for (const prompt of ['look', 'edit']) {
      const turn = await client.turnEnds(await client.startTurn(threadId, prompt));
      expect(turn.status).toBe('completed');
    }
    client.close();
    expect(await codex.ended).toBe(0);

    expect(readFileSync(join(stage.workspace, 'seen.txt'), 'utf8')).toBe('seen\n');
    expect(readFileSync(join(stage.workspace, 'added.txt'), 'utf8')).toBe('added\n');
    const turnEvents = () => stage.sink.events.filter((event) => event.event_type === 'codex_turn_event');
    await until('both turns are reported', () => turnEvents().length === 2);
    expect(callsOut).toEqual([]);
  } finally {
    await codex.kill();
    proxy.close();
    await stage.strike();
  }
});
