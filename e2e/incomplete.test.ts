import { describe, expect, test } from 'vitest';

import { feedRecordings, postCanaries } from './support/feed-recordings.js';
import { setPageStage } from './support/page-stage.js';
import { goTo, settled, violations } from './support/page-visits.js';
import { requireProgram } from './support/require-program.js';

const chromiumPath = requireProgram('chromium');

describe.skipIf(chromiumPath === undefined)('the page while answers are not whole', () => {
  const stage = setPageStage({
    name: 'incomplete',
    chromiumPath,
    fill: feedRecordings,
  });

  test('says that numbers are too low, and asks again until they are not', async () => {
    let daysLeft = 2;
    const page = await stage.visits.open('view=definitions');
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
    await postCanaries(stage.collector);
    await banner.waitFor({ state: 'detached' });
    await page.unrouteAll({ behavior: 'wait' });
    await page.context().close();
  });

  test('shows no number that was never answered, and asks again by itself', async () => {
    const page = await stage.visits.open('view=definitions');
    await settled(page);
    const error = { code: 'store_down', message: 'The store is not ready.' };
    await page.route('**/api/queries/*', (route) => route.fulfill({ status: 503, json: { error } }));
    for (const title of ['Approvals', 'Data health', 'Overview']) {
      await goTo(page, title);
      await page.locator('main [role=alert]').first().waitFor();
      const shown = await page.locator('.tile-value').allTextContents();
      expect([title, shown.join('').trim()]).toEqual([title, '']);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.locator('main [role=alert]').first().waitFor({ state: 'detached' });
    await page.locator('[data-metric="overview.turns"] .tile-value').filter({ hasText: /\d/ }).waitFor();
    await page.context().close();
  });
});
