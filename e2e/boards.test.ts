/// <reference lib="dom" />
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';

import { boards } from './support/boards.js';
import { canary, feedRecordings, postCanaries } from './support/feed-recordings.js';
import { setPageStage } from './support/page-stage.js';
import { goTo, settled, violations, type PageVisits } from './support/page-visits.js';
import { readPanel, rowLinks } from './support/read-panel.js';
import { requireProgram } from './support/require-program.js';
import { until } from './support/until.js';

const chromiumPath = requireProgram('chromium');

describe.skipIf(chromiumPath === undefined)('the boards in a browser', () => {
  const stage = setPageStage({
    name: 'boards',
    chromiumPath,
    async fill(collector) {
      const fed = await feedRecordings(collector);
      await postCanaries(collector);
      await until('every event can be asked for', async () => {
        const [row] = await collector.sql('SELECT count() AS events FROM events');
        return Number(row?.['events']) > fed;
      });
    },
  });
  const open: PageVisits['open'] = (search, options) => stage.visits.open(search, options);

  describe.each(boards)('%s', (view, title) => {
    test('opens by its address, fits wide and narrow, and axe finds nothing', async () => {
      for (const [width, colorScheme] of [
        [1440, 'light'],
        [390, 'dark'],
      ] as const) {
        const page = await open(`view=${view}`, { width, colorScheme });
        await settled(page);
        expect(await page.locator('main h1').textContent()).toBe(title);
        expect(await page.locator('main .empty').count()).toBe(0);
        expect(await page.locator('main [role=alert]').count()).toBe(0);
        expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
        expect(await violations(page)).toEqual([]);
        await page.context().close();
      }
    });

    test('shows hostile names as the letters that they are', async () => {
      const page = await open(`view=${view}`);
      await settled(page);
      for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
      expect(await page.evaluate(() => document.querySelectorAll('img, main script, main iframe').length)).toBe(0);
      expect(await page.evaluate(() => Reflect.get(globalThis, 'canary'))).toBeUndefined();
      await page.context().close();
    });
  });

  test.each([
    ['view=thread&id=canary', 'Turn 1'],
    [`view=thread&id=${encodeURIComponent(canary)}`, canary],
    [`view=threads&search=${encodeURIComponent(canary)}`, canary],
    [
      `view=sql&q=${encodeURIComponent(`SELECT project, client, model FROM events WHERE thread_id = 'canary' LIMIT 1`)}`,
      canary,
    ],
    [`view=definitions&at=${encodeURIComponent(canary)}`, 'overview'],
    [`view=${encodeURIComponent(canary)}`, 'Not found'],
    [`project=${encodeURIComponent(canary)}&client=${encodeURIComponent(canary)}&since=all`, canary],
  ])('hostile names in an address are letters: %s', async (search, shown) => {
    const page = await open(search, { width: 390, colorScheme: 'dark' });
    await settled(page);
    await page.getByText(shown).first().waitFor({ state: 'attached' });
    expect(await page.evaluate(() => document.querySelectorAll('img, main script, main iframe').length)).toBe(0);
    expect(await page.evaluate(() => Reflect.get(globalThis, 'canary'))).toBeUndefined();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('a filter is part of the address, narrows every number, and the back button takes it away', async () => {
    const page = await open('since=all');
    await settled(page);
    const tile = page.locator('[data-metric="overview.turns"] .tile-value');
    const all = await tile.textContent();
    await page.getByLabel('Model').selectOption('gpt-5.4');
    expect(new URL(page.url()).searchParams.get('model')).toBe('gpt-5.4');
    // Blank while the answer is under way.
    await page.waitForFunction((text) => {
      const shown = document.querySelector('[data-metric="overview.turns"] .tile-value')?.textContent ?? '';
      return shown.trim() !== '' && shown !== text;
    }, all);
    const [row] = await stage.collector.sql(
      "SELECT count() AS turns FROM counted_events WHERE event_type = 'codex_turn_event' AND model = 'gpt-5.4'",
    );
    expect(await tile.textContent()).toBe(String(row?.['turns']));
    await page.goBack();
    await page.waitForFunction(
      (text) => document.querySelector('[data-metric="overview.turns"] .tile-value')?.textContent === text,
      all,
    );
    await page.context().close();
  });

  test('a thread is reached from the list and told in order', async () => {
    const page = await open('view=threads&since=all');
    await settled(page);
    const row = page.locator('tr[data-thread-id]').filter({ hasNotText: 'canary' }).first();
    const id = await row.getAttribute('data-thread-id');
    await row.locator('a').first().click();
    await settled(page);
    expect(new URL(page.url()).searchParams.get('id')).toBe(id);
    await page.locator('.turn').first().waitFor();
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  test('the keyboard reaches the content, the boards and the columns', async () => {
    const page = await open('view=threads&since=all');
    await settled(page);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toBe('Skip to content');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Tokens' }).focus();
    await page.keyboard.press('Enter');
    expect(await page.locator('th[aria-sort=descending]').textContent()).toContain('Tokens');
    await page.getByRole('link', { name: 'Guardian' }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Guardian' }).waitFor();
    await page.context().close();
  });

  test('a chart gives its rows as CSV and its SQL with the values that are bound', async () => {
    const page = await open('view=tools&since=all');
    await settled(page);
    const panel = page.locator('section[data-query="tool_failures"]');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      panel.getByRole('button', { name: 'CSV' }).click(),
    ]);
    const text = readFileSync(await download.path(), 'utf8');
    expect(text.split('\r\n')[0]).toBe('tool_kind,terminal_status,failure_kind,calls');
    await panel.getByRole('button', { name: 'SQL' }).click();
    expect(await panel.locator('pre').textContent()).toContain('FROM events WHERE counted = 1');
    await page.context().close();
  });

  test('a filter that nothing meets says so and how to go on; a wrong one is an error in words', async () => {
    const empty = await open('project=nobody');
    await settled(empty);
    await empty.getByText('No session in this period').first().waitFor();
    await empty.getByRole('link', { name: 'Show all time without filters' }).first().click();
    await empty.waitForFunction(
      () => document.querySelector('[data-metric="overview.turns"] .tile-value')?.textContent !== '0',
    );
    await empty.context().close();
    const wrong = await open('since=yesterday-ish');
    await wrong.locator('main [role=alert]').first().waitFor();
    expect(await wrong.locator('main [role=alert]').first().textContent()).toContain('since');
    await wrong.context().close();
  });

  test('each board says what is missing, how to get it, and what went wrong', async () => {
    const empty = await open('project=nobody');
    const failing = await open('view=definitions');
    await settled(failing);
    await failing.route('**/api/queries/*', (route) => route.abort());
    for (const [view, title] of boards) {
      await goTo(empty, title);
      await goTo(failing, title);
      await settled(empty);
      expect(new URL(empty.url()).searchParams.get('project')).toBe('nobody');
      if (view === 'sql' || view === 'definitions') continue;
      const reason = empty.locator('main .empty').first();
      expect(await reason.locator('h3').textContent()).toMatch(/\S/);
      expect(await reason.locator('p').first().textContent()).toMatch(/\w+.*[.:]$/);
      expect(await reason.getByRole('link', { name: 'Show all time without filters' }).count()).toBe(1);
      const alert = failing.locator('main section [role=alert]').first();
      await alert.waitFor();
      expect(await alert.textContent()).toContain('does not answer');
    }
    expect(await violations(empty)).toEqual([]);
    await empty.context().close();
    await failing.context().close();
  });

  test('each number leads to its definition and to its rows, as many as it says', async () => {
    const page = await open('since=all');
    const definitions = await open('view=definitions');
    await settled(definitions);
    let followed = 0;
    const isDefined = (id: string | null) =>
      definitions.evaluate((one) => one !== null && document.getElementById(one) !== null, id);
    for (const [view, title] of boards) {
      await goTo(page, title);
      await settled(page);
      if (view === 'sql' || view === 'definitions') continue;
      const links = await page
        .locator('.tile a, .panel-tools a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      const told = links.map((search) => new URLSearchParams(search).get('at')).filter((at) => at !== null);
      expect(told.length).toBeGreaterThan(0);
      for (const at of new Set(told)) expect([view, at, await isDefined(at)]).toEqual([view, at, true]);
      for (const { shown, statement } of await rowLinks(page)) {
        followed += 1;
        const counted = `SELECT count() AS rows FROM (${statement.replace(/LIMIT \d+$/, '')})`;
        expect([view, statement, (await stage.collector.sql(counted))[0]?.['rows']]).toEqual([view, statement, shown]);
      }
    }
    expect(followed).toBeGreaterThan(100);
    await page.context().close();
    await definitions.context().close();
  });

  test('the number of a decider leads to as many decisions, all of them its own', async () => {
    const page = await open('view=approvals&since=all');
    await settled(page);
    const tiles = await page.locator('a[href*="view=audit&reviewer="]').evaluateAll((all) =>
      all.map((link) => ({
        shown: Number(link.textContent?.replaceAll(',', '')),
        search: new URL((link as HTMLAnchorElement).href).search.slice(1),
      })),
    );
    expect(tiles).toHaveLength(2);
    for (const { shown, search } of tiles) {
      const list = await open(search);
      const deciders = (await readPanel(list, 'audit')).map((row) => row['Decided by']);
      expect(deciders).toEqual(Array<string>(shown).fill(new URLSearchParams(search).get('reviewer') ?? ''));
      await list.context().close();
    }
    await page.context().close();
  });

  test('what is delivered meanwhile is on the board that is open, without a reload', async () => {
    const page = await open('view=turns&since=all');
    await settled(page);
    const turns = async () => {
      const cells = await page.locator('section[data-query="turns"] tbody td:nth-child(3)').allTextContents();
      return cells.reduce((sum, cell) => sum + Number(cell.replaceAll(',', '')), 0);
    };
    const before = await turns();
    await postCanaries(stage.collector, 'later');
    await until('the board follows', async () => (await turns()) > before);
    expect(before).toBeGreaterThan(0);
    await page.context().close();
  });

  test('a bar over days leads to its day, and so does the table', async () => {
    const page = await open('view=turns&since=90d');
    await settled(page);
    await page.locator('section[data-query="turns_daily"] .u-over').click();
    const { searchParams } = new URL(page.url());
    expect(searchParams.get('since')).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(searchParams.get('until')).toBe(searchParams.get('since'));
    await page.goBack();
    await settled(page);
    const panel = page.locator('section[data-query="turns_daily"]');
    await panel.getByRole('button', { name: 'Table', exact: true }).click();
    const day = panel.locator('tbody tr').last().locator('a').first();
    const shown = await day.textContent();
    await day.click();
    expect(new URL(page.url()).searchParams.get('since')).toBe(shown);
    await settled(page);
    expect(await panel.locator('tbody tr').first().locator('a').first().textContent()).toBe(shown);
    await page.context().close();
  });

  test('choices of a board are part of its address', async () => {
    const page = await open('view=usage&since=all&by=project&measure=cost_usd');
    await settled(page);
    await page.getByRole('heading', { name: 'Estimated cost per day' }).waitFor();
    await page.getByLabel('Split').selectOption('purpose');
    await page.getByLabel('Measure').selectOption('total_tokens');
    expect(new URL(page.url()).search).toBe('?view=usage&by=purpose&since=all');
    await page.reload();
    await settled(page);
    await page.getByRole('heading', { name: 'Tokens per day' }).waitFor();
    expect(await page.getByLabel('Split').inputValue()).toBe('purpose');
    await page.context().close();
  });

  test('an own SELECT is answered, anything else is refused in words', async () => {
    const page = await open('view=sql');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('cell', { name: 'codex_turn_event' }).waitFor();
    // A link to a question shows its answer.
    await page.reload();
    await page.getByRole('cell', { name: 'codex_turn_event' }).waitFor();
    await page.getByLabel('Statement').fill('DROP TABLE events');
    await page.getByRole('button', { name: 'Run' }).click();
    const refusal = page.locator('main [role=alert]');
    await refusal.waitFor();
    expect(await refusal.textContent()).toContain('SELECT');
    await page.context().close();
  });

  test('nothing went wrong meanwhile, and nobody else was asked', () => {
    expect(stage.visits.faults).toEqual([]);
    expect(stage.visits.strangers).toEqual([]);
  });
});
