// How soon the page shows something of use: chromium opens it cold, on a store with many events.
/// <reference lib="dom" />
import { readdirSync, readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

import { silentLogger, startCollector, type Collector } from '@tachograph/collector';
import { chromium, type Browser, type Page } from 'playwright-core';

import { median, type BenchResult } from './bench-result.js';
import { fillDataDirectory } from './queries/filled-store.js';

const long = process.env['TACHO_LONG'] === '1';
const wanted = Number(process.env['TACHO_BENCH_EVENTS'] ?? (long ? 10_000_000 : 1_000_000));
const runs = 15;
const root = fileURLToPath(new URL('../..', import.meta.url));
const pageDir = join(root, 'packages/web/dist');

/** Runs it: about two minutes; a quarter of an hour with TACHO_LONG=1 (10 million events). */
export async function run(): Promise<readonly BenchResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'tacho-bench-page-'));
  try {
    const data = join(scratch, 'data');
    await fillDataDirectory(data, wanted);
    const collector = await startCollector({ dataDir: data, port: 0, logger: silentLogger, pageDir });
    await collector.caughtUp();
    await rollupsMade(collector);
    const browser = await chromium.launch({
      executablePath: await chromiumPath(),
      args: ['--no-sandbox', '--disable-gpu'],
    });
    try {
      return [...(await measure(collector, browser)), scriptSize()];
    } finally {
      await browser.close();
      await collector.close();
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Events that were multiplied inside of the store have no roll-ups until it has opened and made them. */
async function rollupsMade({ url, token }: Collector): Promise<void> {
  const ask = async (path: string, init: RequestInit = {}): Promise<number> => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${url}${path}`, { ...init, headers });
    const { rows } = (await response.json()) as { readonly rows: readonly { readonly turns: number }[] };
    return rows[0]?.turns ?? 0;
  };
  const sql = `SELECT count() AS turns FROM counted_events WHERE event_type = 'codex_turn_event'`;
  const turns = await ask('/api/sql', { method: 'POST', body: JSON.stringify({ sql }) });
  while ((await ask('/api/queries/overview')) !== turns) await pause(500);
}

async function measure(collector: Collector, browser: Browser): Promise<readonly BenchResult[]> {
  const frames: number[] = [];
  const numbers: number[] = [];
  const lists: number[] = [];
  for (let n = -1; n < runs; n += 1) {
    // A context of its own: nothing is cached.
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await page.goto(`${collector.pageLink}&since=all`, { waitUntil: 'commit' });
    const frame = await momentOf(page, () => document.querySelector('main h1') !== null && performance.now());
    const tiles = await momentOf(page, () => {
      const shown = [...document.querySelectorAll('.tile-value')].filter((tile) => tile.textContent?.trim() !== '');
      return shown.length === 6 && performance.now();
    });
    const list = await momentOf(
      page,
      () =>
        document.querySelector('tr[data-thread-id]') !== null &&
        document.querySelector('.skeleton') === null &&
        performance.now(),
    );
    // The first one reads what the others have at hand.
    if (n >= 0) {
      frames.push(frame);
      numbers.push(tiles);
      lists.push(list);
    }
    await context.close();
  }
  const note = `median of ${runs} visits with an empty cache, loopback, ${wanted.toLocaleString('en-US')} events; headless chromium`;
  return [
    { name: 'frame, navigation and filters are there', unit: 'ms', value: median(frames), goal: null, note },
    {
      name: 'first useful paint: the numbers of the overview are there',
      unit: 'ms',
      value: median(numbers),
      goal: '≤ 1000',
      note: `slowest ${Math.max(...numbers).toFixed(0)} ms; asked while the script of the boards is on its way; the browser’s own start takes most of it`,
    },
    {
      name: 'the chart and the latest threads are there',
      unit: 'ms',
      value: median(lists),
      goal: null,
      note: `slowest ${Math.max(...lists).toFixed(0)} ms`,
    },
  ];
}

/** Milliseconds from the start of the visit to the frame in which the condition was met. */
async function momentOf(page: Page, condition: () => false | number): Promise<number> {
  const seen = await page.waitForFunction(condition);
  return Number(await seen.jsonValue());
}

function scriptSize(): BenchResult {
  const assets = join(pageDir, 'assets');
  const scripts = readdirSync(assets).filter((name) => name.endsWith('.js'));
  const bytes = scripts.reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
  return {
    name: 'script of the page, compressed',
    unit: 'kB',
    value: bytes / 1000,
    goal: '≤ 300',
    note: 'gzip, all of it; what draws charts is fetched when the first chart is',
  };
}

/** Looked up by the plain module that tests use. */
async function chromiumPath(): Promise<string> {
  const { findSystemPrograms } = (await import(pathToFileURL(join(root, 'scripts/system-programs.mjs')).href)) as {
    readonly findSystemPrograms: () => { readonly found: Readonly<Record<string, string>> };
  };
  const path = findSystemPrograms().found['TACHO_CHROMIUM'];
  if (path === undefined) throw new Error('chromium is not installed');
  return path;
}
