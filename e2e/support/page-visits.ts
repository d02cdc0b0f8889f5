/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

import type { Browser, Page } from 'playwright-core';

import type { RunningCollector } from './collector.js';
import { repoRoot } from './scratch.js';

export type VisitOptions = {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** IANA name of the viewer's time zone; that of the tests when absent. */
  readonly timezoneId?: string;
};

/** Visits of signed-in browsers to the page of a collector, and what went wrong in them. */
export type PageVisits = {
  /** Faults of scripts and refusals by the Content-Security-Policy, so far. */
  readonly faults: readonly string[];
  /** Requests to anybody else but the collector, so far. */
  readonly strangers: readonly string[];
  /** A page of its own on an address, such as `view=tools&since=all`; its context is closed by the caller. */
  open(search: string, options?: VisitOptions): Promise<Page>;
};

/** What axe-core says; only what the tests read. */
type AxeResult = {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
};

const axeSource = readFileSync(createRequire(join(repoRoot, 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');

export function createPageVisits(browser: Browser, collector: RunningCollector): PageVisits {
  const faults: string[] = [];
  const strangers: string[] = [];
  return {
    faults,
    strangers,
    async open(search, { width = 1440, colorScheme = 'light', timezoneId } = {}) {
      const context = await browser.newContext({
        viewport: { width, height: 900 },
        colorScheme,
        ...(timezoneId === undefined ? {} : { timezoneId }),
        acceptDownloads: true,
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => faults.push(`${search}: ${error.message}`));
      page.on('console', (message) => {
        // An answer of 4xx is part of a test; a refusal by the Content-Security-Policy is a fault.
        if (message.type() === 'error' && !/the server responded with|net::ERR_/.test(message.text()))
          faults.push(`${search}: ${message.text()}`);
      });
      page.on('request', (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith('http') && origin !== collector.url) strangers.push(request.url());
      });
      const token = new URL(collector.pageLink).searchParams.get('token') ?? '';
      await page.goto(`${collector.url}/?token=${token}${search === '' ? '' : `&${search}`}`);
      return page;
    },
  };
}

/** Every panel, tile and filter has its answer: nothing is loading any more. */
export async function settled(page: Page): Promise<void> {
  await page.locator('main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.skeleton, main[aria-busy=true]') === null);
}

/** Goes to a board by the navigation, without loading the page again. */
export async function goTo(page: Page, title: string): Promise<void> {
  await page.locator('#navigation').getByRole('link', { name: title, exact: true }).click();
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
}

/** What axe finds wrong with the page as it is now. */
export async function violations(page: Page): Promise<readonly string[]> {
  // By evaluation, because the Content-Security-Policy rightly refuses a script that is put into the page.
  await page.evaluate(axeSource);
  const result = (await page.evaluate('axe.run()')) as AxeResult;
  return result.violations.map((one) => {
    const nodes = one.nodes.map((node) => node.html).join(' | ');
    return `${one.id}: ${nodes.slice(0, 300)}`;
  });
}
