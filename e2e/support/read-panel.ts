import type { Page } from 'playwright-core';

import { settled } from './page-visits.js';

/** Texts of a row by the heads of their columns. */
export type PanelRow = Readonly<Record<string, string>>;

/** The rows of a panel's table, over all pages of it. */
export async function readPanel(page: Page, query: string): Promise<readonly PanelRow[]> {
  await settled(page);
  const section = page.locator(`section[data-query="${query}"]`).first();
  const toggle = section.getByRole('button', { name: 'Table', exact: true });
  if ((await toggle.count()) > 0) await toggle.click();
  const rows: PanelRow[] = [];
  for (;;) {
    await settled(page);
    const heads = await section.locator('thead th').allTextContents();
    const cells = await section
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));
    for (const texts of cells) rows.push(Object.fromEntries(heads.map((head, place) => [head, texts[place] ?? ''])));
    const next = page.getByRole('link', { name: 'Next' });
    if ((await next.count()) === 0) return rows;
    await next.click();
  }
}

/** The exact values of the tiles that a query defines, by column. */
export async function readTiles(page: Page, query: string): Promise<Readonly<Record<string, string>>> {
  await settled(page);
  const tiles = await page.locator(`[data-metric^="${query}."]`).evaluateAll((all) =>
    all.map((tile) => {
      const title = tile.querySelector('.tile-value a')?.getAttribute('title') ?? '';
      return [tile.getAttribute('data-metric')?.split('.')[1] ?? '', title.split(':')[0] ?? ''] as const;
    }),
  );
  return Object.fromEntries(tiles);
}

/** The number that a text shows; a dash is nothing. */
export function numberIn(text: string | undefined): number {
  return text === undefined || text === '–' ? 0 : Number(text.replaceAll(/[,$]/g, ''));
}

/** Numbers of the board that count events, and the statements behind them; a zero has nothing behind it. */
export async function rowLinks(page: Page): Promise<readonly { readonly shown: number; readonly statement: string }[]> {
  for (const button of await page.getByRole('button', { name: 'Table', exact: true }).all()) await button.click();
  const links = await page.locator('.tile-value a, .bar-value a, td.number a').evaluateAll((all) =>
    all.map((link) => ({
      shown: Number(link.textContent?.replaceAll(',', '')),
      statement: new URLSearchParams(link.getAttribute('href') ?? '').get('q') ?? '',
    })),
  );
  // Sums of what events hold (lines, tokens) are not as many as the events.
  const counting = /codex_accepted_line|tacho_model_response|tacho_delivery_gap|(?<!ifNull\()total_tokens/;
  return links.filter(({ shown, statement }) => shown > 0 && statement !== '' && !counting.test(statement));
}
