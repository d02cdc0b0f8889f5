/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { feedRecordings, postCanaries } from './support/feed-recordings.js';
import { startBrowser } from './support/browser.js';
import { startCollector, type RunningCollector } from './support/collector.js';
import { requireProgram } from './support/require-program.js';
import { createScratch, repoRoot, type Scratch } from './support/scratch.js';
import { until } from './support/until.js';

const chromiumPath = requireProgram('chromium');

/** Every board, by its name in the address and its title. */
const boards = [
  ['overview', 'Overview'],
  ['threads', 'Threads'],
  ['usage', 'Tokens and cost'],
  ['turns', 'Turns'],
  ['tools', 'Tools'],
  ['approvals', 'Approvals'],
  ['guardian', 'Guardian'],
  ['audit', 'Audit list'],
  ['subagents', 'Sub-agents'],
  ['compactions', 'Compactions'],
  ['hooks', 'Hooks'],
  ['extensions', 'Extensions'],
  ['lines', 'Lines'],
  ['health', 'Data health'],
  ['sql', 'SQL'],
  ['definitions', 'Definitions'],
] as const;

/** What axe-core says; only what the tests read. */
type AxeResult = {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
};

const axeSource = readFileSync(createRequire(join(repoRoot, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(chromiumPath === undefined)('the boards in a browser', () => {
  let scratch: Scratch;
  let collector: RunningCollector;
  let browser: Browser;
  const faults: string[] = [];
  const strangers: string[] = [];

  beforeAll(async () => {
    scratch = createScratch('boards');
    collector = await startCollector({ dataDir: scratch.folder('data') });
    const fed = await feedRecordings(collector);
    await postCanaries(collector);
    await until('every event can be asked for', async () => {
      const [row] = await collector.sql('SELECT count() AS events FROM events');
      return Number(row?.['events']) > fed;
    });
    browser = await startBrowser(chromiumPath ?? '');
  });

  afterAll(async () => {
    await browser?.close();
    await collector?.stop();
    scratch?.remove();
  });

  /** A signed-in page on a board; its faults and its requests to others are noted. */
  async function open(search: string, options: { width?: number; colorScheme?: 'light' | 'dark' } = {}): Promise<Page> {
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1440, height: 900 },
      colorScheme: options.colorScheme ?? 'light',
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => faults.push(`${search}: ${error.message}`));
    page.on('console', (message) => {
      // An answer of 4xx is part of a test; a refusal by the Content-Security-Policy is a fault.
      if (message.type() === 'error' && !message.text().includes('the server responded with'))
        faults.push(`${search}: ${message.text()}`);
    });
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== collector.url) strangers.push(request.url());
    });
    const token = new URL(collector.pageLink).searchParams.get('token') ?? '';
    await page.goto(`${collector.url}/?token=${token}${search === '' ? '' : `&${search}`}`);
    return page;
  }

  /** Every panel has its answer: nothing is loading any more. */
  async function settled(page: Page): Promise<void> {
    await page.locator('main h1').waitFor();
    await page.waitForFunction(() => document.querySelectorAll('.skeleton').length === 0);
  }

  async function violations(page: Page): Promise<readonly string[]> {
    // By evaluation, because the Content-Security-Policy rightly refuses a script that is put into the page.
    await page.evaluate(axeSource);
    const result = await page.evaluate('axe.run()');
    return (result as AxeResult).violations.map(
      (one) =>
        `${one.id}: ${one.nodes
          .map((node) => node.html)
          .join(' | ')
          .slice(0, 300)}`,
    );
  }

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
    const [row] = await collector.sql(
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

  test('tile, table, report and raw events come to the same numbers', async () => {
    const page = await open('since=all&tz=UTC');
    await settled(page);
    const shown = async (metric: string) =>
      (await page.locator(`[data-metric="${metric}"] .tile-value *`).first().getAttribute('title'))
        ?.split(':')[0]
        ?.replaceAll(',', '');
    const [raw] = await collector.sql(
      "SELECT countIf(event_type = 'codex_turn_event') AS turns, countIf(event_type = 'codex_command_execution_event') AS commands, sumIf(input_tokens + output_tokens, event_type = 'codex_turn_event') AS total_tokens, uniqExactIf(thread_id, thread_id != '') AS threads FROM counted_events",
    );
    for (const metric of ['turns', 'commands', 'total_tokens', 'threads'])
      expect(await shown(`overview.${metric}`)).toBe(String(raw?.[metric]));
    const { rows } = await collector.query('daily');
    for (const metric of ['turns', 'commands', 'total_tokens']) {
      expect(rows.reduce((sum, row) => sum + Number(row[metric]), 0)).toBe(Number(raw?.[metric]));
    }
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
    expect(await panel.locator('pre').textContent()).toContain('FROM counted_events');
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

  test('an own SELECT is answered, anything else is refused in words', async () => {
    const page = await open('view=sql');
    await page.getByRole('button', { name: 'Run' }).click();
    await page.getByRole('cell', { name: 'codex_turn_event' }).waitFor();
    await page.getByLabel('Statement').fill('DROP TABLE events');
    await page.getByRole('button', { name: 'Run' }).click();
    expect(await page.locator('main [role=alert]').textContent()).toContain('SELECT');
    await page.context().close();
  });

  test('nothing went wrong meanwhile, and nobody else was asked', () => {
    expect(faults).toEqual([]);
    expect(strangers).toEqual([]);
  });
});
