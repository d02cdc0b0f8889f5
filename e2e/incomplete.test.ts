import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startBrowser } from './support/browser.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { feedRecordings, postCanaries } from './support/feed-recordings.js';
import { createPageVisits, goTo, settled, violations } from './support/page-visits.js';
import { requireProgram } from './support/require-program.js';
import { createScratch, type Scratch } from './support/scratch.js';

const chromiumPath = requireProgram('chromium');

describe.skipIf(chromiumPath === undefined)('the page while sums are made anew', () => {
  let scratch: Scratch;
  let collector: RunningCollector;
  let browser: Browser;

  beforeAll(async () => {
    scratch = createScratch('incomplete');
    collector = await startCollector({ dataDir: scratch.folder('data') });
    await feedRecordings(collector);
    browser = await startBrowser(chromiumPath ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    scratch?.remove();
  });

  test('says that numbers are too low, and asks again until they are not', async () => {
    let daysLeft = 2;
    const page = await createPageVisits(browser, collector).open('view=definitions');
    await settled(page);
    await page.route('**/api/queries/*', async (route) => {
      const response = await route.fetch();
      const body: unknown = await response.json();
      const incomplete = daysLeft > 0 ? { incomplete: { days_left: daysLeft } } : {};
      await route.fulfill({ response, json: Object.assign({}, body, incomplete) });
    });
    await goTo(page, 'Overview');
    const banner = page.getByRole('complementary', { name: 'Incomplete' });
    await banner.getByText('2 days are not summed yet').waitFor();
    expect(await violations(page)).toEqual([]);
    daysLeft = 0;
    // Whatever is loaded makes the page look again, as each day that was summed does.
    await postCanaries(collector);
    await banner.waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'wait' });
    await page.context().close();
  });
});
