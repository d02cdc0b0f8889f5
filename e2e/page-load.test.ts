/// <reference lib="dom" />
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { describe, expect, test } from 'vitest';

import { firstQuestions } from '../packages/web/src/first-questions.js';
import { boards } from './support/boards.js';
import { feedRecordings } from './support/feed-recordings.js';
import { setPageStage } from './support/page-stage.js';
import { settled, type PageVisits } from './support/page-visits.js';
import { requireProgram } from './support/require-program.js';
import { repoRoot } from './support/scratch.js';
import { untilStored } from './support/until-stored.js';

const chromiumPath = requireProgram('chromium');

describe.skipIf(chromiumPath === undefined)('what is fetched when a board is opened', () => {
  const stage = setPageStage({
    name: 'page-load',
    chromiumPath,
    fill: async (collector) => untilStored(collector, await feedRecordings(collector)),
  });
  const open: PageVisits['open'] = (search, options) => stage.visits.open(search, options);

  test('the script of the page is small and comes compressed', async () => {
    const assets = join(repoRoot, 'packages/web/dist/assets');
    const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
    const compressed = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
    expect(compressed).toBeGreaterThan(10_000);
    expect(compressed).toBeLessThanOrEqual(300_000);
    const page = await open('');
    await settled(page);
    const sent = await page.evaluate(() =>
      (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
        .filter((one) => /assets.*[.](js|css)$/.test(one.name))
        .map((one) => one.encodedBodySize / one.decodedBodySize),
    );
    expect(sent.length).toBeGreaterThan(2);
    expect(Math.max(...sent)).toBeLessThan(0.6);
    await page.context().close();
  });

  test('a board asks each of its questions once', async () => {
    const page = await open('view=definitions');
    let asked: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/api/queries/')) asked.push(request.url());
    });
    for (const [view] of boards) {
      await settled(page);
      asked = [];
      await page.goto(`${stage.collector.url}/?view=${view}&since=all`);
      await settled(page);
      expect([view, asked.filter((url, place) => asked.indexOf(url) !== place)]).toEqual([view, []]);
      const early = firstQuestions[view]?.map((name) => `${stage.collector.url}/api/queries/${name}?tz=UTC`) ?? [];
      // What is asked early is asked first, and in the form in which the board asks it.
      expect(asked.slice(0, early.length)).toEqual(early);
    }
    await page.context().close();
  });
});
