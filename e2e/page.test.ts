import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startBrowser } from './support/browser.js';
import { createCodexClient } from './support/codex-client.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { stdioPipe } from './support/message-pipes.js';
import { answer, say, shell } from './support/model-steps.js';
import { requireProgram } from './support/require-program.js';
import { shortest } from './support/shortest.js';
import { setStage, type Stage } from './support/stage.js';
import { startTacho } from './support/tacho.js';

/** From the end of a turn to its thread on the page. */
const shownWithinMs = 2_000;

const chromiumPath = requireProgram('chromium');
const attemptsMax = 3;

const usage = { input: 1000, output: 20 };
const lookAround = [answer(usage, shell('ls')), answer(usage, say('One file.'))];

describe.skipIf(chromiumPath === undefined)('the page in a browser', () => {
  let stage: Stage;
  let collector: RunningCollector;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    stage = await setStage('page', [
      { prompt: 'look around', answers: Array.from({ length: attemptsMax }, () => lookAround).flat() },
      { prompt: 'once more', answers: [answer(usage, say('Still one file.'))] },
    ]);
    collector = await startCollector({ command: 'start', dataDir: stage.dataDir, env: stage.codexEnv });
    browser = await startBrowser(chromiumPath ?? '');
    page = await browser.newPage();
    page.on('pageerror', (error) => faults.push(error.message));
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    await stage?.strike();
  });

  test('a wrong token is refused, and so is none', async () => {
    const context = await browser.newContext();
    const stranger = await context.newPage();
    for (const path of ['/?token=wrong', '/']) {
      await stranger.goto(`${collector.url}${path}`);
      const status = await stranger.evaluate(async () => (await fetch('/api/queries/overview')).status);
      expect(status).toBe(401);
      await stranger.getByText('tacho start').first().waitFor();
    }
    await context.close();
  });

  test('the printed link opens it, the token does not stay in the address, and the first look shows samples', async () => {
    await page.goto(collector.pageLink);
    await page.getByText('samples: bundled recordings').waitFor();
    await page.locator('[data-thread-id]').first().waitFor();
    expect(page.url()).not.toContain('token');
  });

  test(`a thread is on the page within ${shownWithinMs} ms of the end of its turn, and ends the samples`, async () => {
    const tap = startTacho(['tap', '--', 'codex', 'app-server'], { dataDir: stage.dataDir, env: stage.codexEnv });
    const client = createCodexClient(stdioPipe(tap.process));
    await client.initialize();
    let threadId = '';
    const rowOfThread = () => page.locator(`[data-thread-id="${threadId}"]`).first();
    const shownAfterMs = await shortest({ boundMs: shownWithinMs, attemptsMax }, async () => {
      threadId = await client.startThread({ cwd: stage.workspace });
      await client.turnEnds(await client.startTurn(threadId, 'look around'));
      const endedAt = performance.now();
      await rowOfThread().waitFor();
      return performance.now() - endedAt;
    });
    expect(shownAfterMs).toBeLessThanOrEqual(shownWithinMs);
    await page.getByText('samples: bundled recordings').waitFor({ state: 'detached' });

    // And it follows: the second turn adds its tokens to the same row, without a reload.
    await client.turnEnds(await client.startTurn(threadId, 'once more'));
    await rowOfThread().getByText('3,060').waitFor();
    client.close();
    expect(await tap.ended).toMatchObject({ code: 0 });
  });

  test('nothing went wrong in the page meanwhile', () => {
    expect(faults).toEqual([]);
  });
});
