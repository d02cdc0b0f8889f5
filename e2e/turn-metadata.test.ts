import { expect, test } from 'vitest';

import { parseTurnMetadata, turnMetadataText } from '@tachograph/client';

import { createCodexClient } from './support/codex-client.js';
import { startCodexServer } from './support/codex-server.js';
import { stdioPipe } from './support/message-pipes.js';
import { answer, say, shell } from './support/model-steps.js';
import { setStage } from './support/stage.js';

test('metadata header for a git workspace end to end: what the real Codex sends with a request is read', async () => {
  const usage = { input: 900, cached: 100, output: 20 };
  const stage = await setStage('turn-metadata', [
    { prompt: 'look', answers: [answer(usage, shell('git status')), answer(usage, say('Seen.'))] },
  ]);
  const codex = startCodexServer([], stage.codexEnv);
  try {
    const client = createCodexClient(stdioPipe(codex.process));
    await client.initialize();
    const threadId = await client.startThread({ cwd: stage.workspace, threadSource: 'user' });
    const turnId = await client.startTurn(threadId, 'look', {
      responsesapiClientMetadata: { workspace_kind: 'checkout', turn_id: 'of the client' },
    });
    await client.turnEnds(turnId);
    client.close();
    await codex.ended;

    const sent = stage.model.headers.map((headers) => parseTurnMetadata(turnMetadataText(headers) ?? ''));
    expect(sent).toHaveLength(2);
    for (const metadata of sent) {
      expect(metadata).toMatchObject({
        sessionId: threadId,
        threadId,
        turnId,
        threadSource: 'user',
        requestKind: 'turn',
        windowNumber: 0,
        extras: { workspace_kind: 'checkout' },
      });
    }
    // Git is asked in the background: the first request of a turn may come before its answer.
    expect(sent.at(-1)?.workspaces?.[stage.workspace]).toMatchObject({
      associatedRemoteUrls: { origin: 'git@github.com:acme/inventory.git' },
      latestGitCommitHash: expect.stringMatching(/^[0-9a-f]{40}$/),
      hasChanges: false,
    });
  } finally {
    await codex.kill();
    await stage.strike();
  }
});
