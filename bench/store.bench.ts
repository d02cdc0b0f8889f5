// How fast a log becomes a store, against what the engine can do with the same rows; and how much room an event takes.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { openStore, rebuildStore } from '@tachograph/collector';

import { median, type BenchResult } from './bench-result.js';
import type { BulkReport } from './store/bulk-insert.js';
import { fillData } from './store/fill-data.js';
import { makeEvents } from './store/made-events.js';

const long = process.env['TACHO_LONG'] === '1';
const events = long ? 400_000 : 100_000;
const rounds = long ? 5 : 3;

/** Runs it: about a minute and a half. */
export async function run(): Promise<readonly BenchResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'tacho-bench-store-'));
  try {
    return await measure(scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measure(scratch: string): Promise<readonly BenchResult[]> {
  const lines = join(scratch, 'events.jsonl');
  const data = join(scratch, 'data');
  await makeEvents(events, lines);
  await fillData(lines, data);
  const loads: number[] = [];
  const bulks: BulkReport[] = [];
  for (let i = 0; i < rounds; i++) {
    loads.push(await loadRate(data));
    const copy = join(scratch, `copy-${i}`);
    cpSync(join(data, 'store'), join(copy, 'store'), { recursive: true });
    bulks.push(bulkRates(copy));
    rmSync(copy, { recursive: true, force: true });
  }
  const load = median(loads);
  const oneThread = median(bulks.map((report) => report.oneThreadPerSecond));
  const allThreads = median(bulks.map((report) => report.allThreadsPerSecond));
  const how = `${events.toLocaleString('en-US')} events made from the recordings; median of ${rounds} interleaved runs; the loader inserts in one thread of the engine, and both give way to others (nice 10); beside an insert it prepares the next batch and writes claims, notes and sums: of about 85 µs CPU an event the insert is 45, its merges 8, JavaScript 20 with 5 of V8's helpers, the rest claims and sums, so that two cores are what bounds it`;
  const ratio = 'store load against bulk insert of the same rows';
  return [
    {
      name: `${ratio}, one thread each`,
      unit: '×',
      value: load / oneThread,
      goal: '≥ 0.8',
      note: `${perSecond(load)} from the log against ${perSecond(oneThread)} from rows that are encoded already, in batches of 10,000; ${how}`,
    },
    {
      name: `${ratio}, all threads of the engine`,
      unit: '×',
      value: load / allThreads,
      goal: null,
      note: perSecond(allThreads),
    },
    ...(await sizes(data)),
  ];
}

/** From the first batch to the last: the start of the process does not count. */
async function loadRate(data: string): Promise<number> {
  let first: { readonly at: number; readonly events: number } | null = null;
  let rate = Number.NaN;
  await rebuildStore(data, {
    onProgress(progress) {
      const at = performance.now();
      if (first === null) first = { at, events: progress.events };
      else rate = (progress.events - first.events) / ((at - first.at) / 1000);
    },
  });
  return rate;
}

function bulkRates(data: string): BulkReport {
  const program = fileURLToPath(new URL('store/bulk-insert.js', import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, [program, data], { maxBuffer: 1 << 24 });
  const text = stdout.toString();
  if (text === '') throw new Error(`the bulk insert said nothing: ${stderr.toString().slice(0, 500)}`);
  return JSON.parse(text) as BulkReport;
}

async function sizes(data: string): Promise<readonly BenchResult[]> {
  const store = await openStore(data);
  const status = await store.status();
  await store.close();
  const log = join(data, 'log');
  const segments = readdirSync(log).map((name) => ({ name, bytes: readFileSync(join(log, name)) }));
  const gzipped = segments.map(({ name, bytes }) => (name.endsWith('.gz') ? bytes : gzipSync(bytes, { level: 6 })));
  const total = (list: readonly Buffer[]): number => list.reduce((sum, bytes) => sum + bytes.length, 0);
  return [
    {
      name: 'store, all tables',
      unit: 'bytes an event',
      value: status.bytes / status.events,
      goal: '≤ 400',
      note: `${status.events.toLocaleString('en-US')} events in ${status.parts} parts, just loaded; larger parts compress better`,
    },
    {
      name: 'closed log segments, gzipped',
      unit: 'bytes an event',
      value: total(gzipped) / status.events,
      goal: '≤ 150',
      note: `as the collector compresses them; ${Math.round(total(segments.map(({ bytes }) => bytes)) / status.events)} bytes as they are written`,
    },
  ];
}

function perSecond(rate: number): string {
  return `${Math.round(rate).toLocaleString('en-US')} events/s`;
}
