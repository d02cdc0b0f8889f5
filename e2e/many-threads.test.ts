import { describe, expect, test } from 'vitest';

import { postThreads, threadId } from './support/many-threads.js';
import { setPageStage } from './support/page-stage.js';
import { goTo, settled, violations } from './support/page-visits.js';
import { requireProgram } from './support/require-program.js';
import { until } from './support/until.js';

const chromiumPath = requireProgram('chromium');

/** So many that no list can hold them all; the long form has what a large team makes in a year. */
const threads = process.env['TACHO_LONG'] === '1' ? 100_000 : 20_000;
const pageRows = 100;
/** A busy machine may take its time; nothing here is about how long filling takes. */
const filledWithinMs = 600_000;

describe.skipIf(chromiumPath === undefined)(`a store with ${threads} threads`, () => {
  const stage = setPageStage({
    name: 'many-threads',
    chromiumPath,
    filledWithinMs,
    async fill(collector) {
      await postThreads(collector, threads);
      await until(
        'every thread is counted',
        async () => {
          // The cheap question first: asking takes from the time of loading.
          const [row] = await collector.sql('SELECT count() AS events FROM events');
          if (row?.['events'] !== threads) return false;
          const { rows } = await collector.query('overview');
          return rows[0]?.['threads'] === threads;
        },
        { deadlineMs: filledWithinMs },
      );
    },
  });

  test('the list shows a page of them, and the way to all others', async () => {
    const page = await stage.visits.open('view=threads&since=all');
    await settled(page);
    const rows = page.locator('tr[data-thread-id]');
    expect(await rows.count()).toBe(pageRows);
    const pager = page.getByRole('navigation', { name: 'Pages' });
    expect(await pager.textContent()).toContain(`1 to 100 of ${threads.toLocaleString('en')}`);
    const first = await rows.first().getAttribute('data-thread-id');
    await pager.getByRole('link', { name: 'Next' }).click();
    await settled(page);
    expect(new URL(page.url()).searchParams.get('page')).toBe('2');
    expect(await rows.first().getAttribute('data-thread-id')).not.toBe(first);
    await page.goBack();
    await settled(page);
    expect(await rows.first().getAttribute('data-thread-id')).toBe(first);
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('the last page is reached by its address and has no next one', async () => {
    const page = await stage.visits.open(`view=threads&since=all&page=${threads / pageRows}`);
    await settled(page);
    expect(await page.locator('tr[data-thread-id]').count()).toBe(pageRows);
    expect(await page.getByRole('link', { name: 'Next' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Previous' }).count()).toBe(1);
    await page.context().close();
  });

  test('one of them is found by the end of its id, and by nothing else', async () => {
    const wanted = threadId(4321);
    const page = await stage.visits.open('view=threads&since=all');
    await settled(page);
    const field = page.getByLabel('Search threads');
    await field.fill(wanted.slice(-12));
    await page.locator(`tr[data-thread-id="${wanted}"]`).waitFor();
    await settled(page);
    expect(await page.locator('tr[data-thread-id]').count()).toBe(1);
    expect(new URL(page.url()).searchParams.get('search')).toBe(wanted.slice(-12));
    await field.fill('no thread is called so');
    await page.getByText('No thread of this period holds').waitFor();
    await page.context().close();
  });

  test('every board draws a bounded number of things, and none blocks the page for long', async () => {
    const page = await stage.visits.open('since=all');
    await settled(page);
    for (const title of ['Tokens and cost', 'Turns', 'Tools', 'Sub-agents', 'Data health', 'Overview']) {
      await goTo(page, title);
      await settled(page);
      expect([title, await page.evaluate(() => document.querySelectorAll('*').length < 5000)]).toEqual([title, true]);
    }
    await goTo(page, 'Tokens and cost');
    expect(await page.locator('section[data-query="top_threads"] tbody tr').count()).toBe(12);
    await page.context().close();
  });

  test('nothing went wrong meanwhile', () => {
    expect(stage.visits.faults).toEqual([]);
  });
});
