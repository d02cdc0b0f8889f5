// Pictures of the page: starts a collector on made data, opens every board in chromium and saves what it shows.
//
//   npm run screenshots                       docs/screenshots/*.webp, wide and light
//   npm run screenshots -- --all FOLDER       every board, wide and narrow, light and dark, as PNG into FOLDER
//   … --samples                               of the bundled samples instead of made months
//   … --empty                                 of a collector that holds nothing
//   … --only NAME                             one board
/// <reference lib="dom" />
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

import { occurredAtMs, readSamples } from '@tachograph/cli';
import { startCollector, type Collector } from '@tachograph/collector';
import { chromium, type Browser, type Page } from 'playwright-core';

import { madeHistory } from './screenshots/made-history.js';
import { root } from './source-files.js';

const { values: options } = parseArgs({
  options: {
    all: { type: 'string' },
    samples: { type: 'boolean', default: false },
    empty: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

/** What a picture in the docs shows at most; the rest of a board is scrolled to. */
const docsHeightPx = 940;
/** Pictures in the docs are drawn smaller: sharp enough to read, a third of the bytes. */
const docsScale = 0.8;

/** Asked on the SQL page. */
const question = `SELECT tool_name, terminal_status, count() AS calls, quantile(0.95)(duration_ms) AS p95_ms
FROM counted_events
WHERE event_type = 'codex_command_execution_event'
GROUP BY ALL
ORDER BY calls DESC`;

/** An afternoon that never ends, so that the pictures change only when the page does. */
const nowMs = Date.UTC(2026, 5, 18, 15, 20);
let clockMs = nowMs;

// Plain Node that is not built: it stays where it is.
const { findSystemPrograms } = (await import(pathToFileURL(join(root, 'scripts/system-programs.mjs')).href)) as {
  readonly findSystemPrograms: () => { readonly found: Readonly<Record<string, string>> };
};
const executablePath = findSystemPrograms().found['TACHO_CHROMIUM'];
if (executablePath === undefined) throw new Error('chromium is needed for pictures of the page');
const dataDir = mkdtempSync(join(tmpdir(), 'tacho-pictures-'));
const collector = await startCollector({
  dataDir,
  port: 0,
  pageDir: join(root, 'packages/web/dist'),
  clock: () => clockMs,
  ...(options.samples ? { samples: { lines: await readSamples(nowMs) } } : {}),
});
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  if (!options.samples && !options.empty) {
    for (const session of madeHistory(await readSamples(nowMs), nowMs)) {
      // Delivered as it happened: the board of data health tells delays.
      clockMs = Math.max(...session.map(occurredAtMs)) + 1_500;
      await deliver(session);
    }
  }
  clockMs = nowMs;
  await collector.caughtUp();
  if (options.all === undefined) await saveForDocs(join(root, 'docs/screenshots'));
  else await saveAll(options.all);
} finally {
  await browser.close();
  await collector.close();
  rmSync(dataDir, { recursive: true });
}

async function deliver(lines: readonly string[]): Promise<void> {
  const response = await fetch(`${collector.url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${collector.token}`, 'content-type': 'application/x-ndjson' },
    body: lines.join('\n'),
  });
  const { results } = (await response.json()) as { readonly results: readonly { readonly status: string }[] };
  const refused = results.find(({ status }) => status !== 'accepted');
  if (refused !== undefined) throw new Error(`a made event was not accepted: ${JSON.stringify(refused)}`);
}

async function saveForDocs(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const page = await signedIn(browser, collector, { width: 1440, colorScheme: 'light' });
  for (const { name, search } of await boards(page)) {
    await show(page, search);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    const png = await page.screenshot({
      fullPage: true,
      clip: { x: 0, y: 0, width: 1440, height: Math.min(docsHeightPx, height) },
    });
    const webp = await toWebp(browser, png);
    writeFileSync(join(folder, `${name}.webp`), webp);
    process.stdout.write(`${name}.webp ${Math.round(webp.length / 1000)} kB\n`);
  }
}

async function saveAll(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const width of [1440, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await signedIn(browser, collector, { width, colorScheme });
      for (const { name, search } of await boards(page)) {
        await show(page, search);
        await page.screenshot({ fullPage: true, path: join(folder, `${name}-${width}-${colorScheme}.png`) });
      }
      await page.context().close();
    }
  }
}

async function signedIn(
  shown: Browser,
  { pageLink }: Collector,
  { width, colorScheme }: { readonly width: number; readonly colorScheme: 'light' | 'dark' },
): Promise<Page> {
  const context = await shown.newContext({ viewport: { width, height: 900 }, colorScheme, timezoneId: 'UTC' });
  await context.clock.setFixedTime(nowMs);
  const page = await context.newPage();
  await page.goto(pageLink);
  await page.locator('main h1').waitFor();
  return page;
}

/** Every board of the navigation, and the thread whose tree used the most tokens. */
async function boards(page: Page): Promise<readonly { readonly name: string; readonly search: string }[]> {
  const links = await page.locator('#navigation a').evaluateAll((all) => all.map((link) => link.getAttribute('href')));
  const listed = links.map((search) => {
    const name = new URLSearchParams(search ?? '').get('view') ?? 'overview';
    return { name, search: name === 'sql' ? `?view=sql&q=${encodeURIComponent(question)}` : (search ?? '?') };
  });
  const response = await fetch(`${collector.url}/api/queries/subagents?limit=1`, {
    headers: { authorization: `Bearer ${collector.token}` },
  });
  const { rows } = (await response.json()) as { readonly rows: readonly { readonly thread_id: string }[] };
  const threads = rows.map((row) => ({ name: 'thread', search: `?view=thread&id=${row.thread_id}` }));
  return [...listed, ...threads].filter(({ name }) => options.only === undefined || name === options.only);
}

/** Goes to a board and waits until each of its panels has its answer. */
async function show(page: Page, search: string): Promise<void> {
  await page.goto(`${collector.url}/${search}`);
  await page.locator('main h1').waitFor();
  await page.waitForFunction(() => document.querySelector('.skeleton, main[aria-busy=true]') === null);
}

/** By the browser itself, which can write WebP: a fifth of the PNG, and no other program is needed. */
async function toWebp(writer: Browser, png: Buffer): Promise<Buffer> {
  const page = await writer.newPage();
  const source = `data:image/png;base64,${png.toString('base64')}`;
  const url = await page.evaluate(
    async ([address, scale]) => {
      const image = await createImageBitmap(await (await fetch(address)).blob());
      const canvas = document.createElement('canvas');
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      const context = canvas.getContext('2d');
      if (context !== null) {
        context.imageSmoothingQuality = 'high';
        context.drawImage(image, 0, 0, canvas.width, canvas.height);
      }
      return canvas.toDataURL('image/webp', 0.8);
    },
    [source, docsScale] as const,
  );
  await page.close();
  return Buffer.from(url.slice(url.indexOf(',') + 1), 'base64');
}
