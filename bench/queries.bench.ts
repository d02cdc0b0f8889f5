// How long the queries take on a large embedded store, asked as the API asks them: answers come through the store's process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore, type OpenStore } from '@tachograph/collector';
import { queryDefinitions } from '@tachograph/collector/queries';

import type { BenchResult } from './bench-result.js';
import { fillDataDirectory } from './queries/filled-store.js';

const long = process.env['TACHO_LONG'] === '1';
const wanted = Number(process.env['TACHO_BENCH_EVENTS'] ?? (long ? 10_000_000 : 1_000_000));
const runs = long ? 20 : 10;
const dayMs = 24 * 60 * 60 * 1000;

type Filters = Readonly<Record<string, string>>;

/** Runs it: about three minutes; a quarter of an hour with TACHO_LONG=1 (10 million events). */
export async function run(): Promise<readonly BenchResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'tacho-bench-queries-'));
  try {
    const data = join(scratch, 'data');
    await fillDataDirectory(data, wanted);
    const store = await openStore(data);
    const results = await measure(store);
    await store.close();
    return results;
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measure(store: OpenStore): Promise<readonly BenchResult[]> {
  const status = await store.status();
  const [one] = await store
    .sql(`SELECT max(occurred_at) AS last_at, argMax(thread_id, occurred_at) AS thread FROM events`)
    .then((answer) => answer.rows);
  const last = Date.parse(String(one?.['last_at']));
  const daysBefore = (days: number): string => new Date(last - days * dayMs).toISOString();
  const single: Readonly<Record<string, Filters>> = {
    'since 24 h': { since: daysBefore(1) },
    'since 7 days': { since: daysBefore(7) },
    'since 30 days': { since: daysBefore(30) },
    project: { project: 'project-7' },
    client: { client: 'codex_vscode' },
    model: { model: 'gpt-5.5' },
    'thread source': { thread_source: 'user' },
    account: { account: 'local' },
  };
  const mixed: Readonly<Record<string, Filters>> = {
    'project and model': { project: 'project-7,project-8', model: 'gpt-5.5' },
    'since 30 days, client, model': { since: daysBefore(30), client: 'codex_vscode', model: 'gpt-5.5' },
    'a fortnight, project, client, account, time zone': {
      since: daysBefore(45),
      until: daysBefore(31),
      project: 'project-1,project-2,project-3',
      client: 'codex_vscode,codex_cli_rs',
      account: 'local',
      tz: 'Asia/Kolkata',
    },
  };
  const rows: BenchResult[] = [];
  const mixes: BenchResult[] = [];
  const size = `${status.events.toLocaleString('en-US')} events in ${status.parts} parts`;
  for (const { name, params } of queryDefinitions) {
    const own: Filters = 'thread' in params && name === 'thread_events' ? { thread: String(one?.['thread']) } : {};
    const plain = await p95(store, name, own);
    const filtered = await worst(store, name, own, single);
    const mix = await worst(store, name, own, mixed);
    rows.push({
      name: `${name}, p95: the slower of unfiltered and any one filter`,
      unit: 'ms',
      value: Math.max(plain, filtered.ms),
      goal: '≤ 100',
      note: `unfiltered ${plain.toFixed(0)} ms; with one filter ${filtered.ms.toFixed(0)} ms at most (${filtered.by}); warm, ${runs} runs each, ${size}`,
    });
    mixes.push({
      name: `${name}, p95: the slowest mix of filters`,
      unit: 'ms',
      value: mix.ms,
      goal: '≤ 300',
      note: mix.by,
    });
  }
  return [...rows, ...mixes];
}

async function worst(
  store: OpenStore,
  name: string,
  own: Filters,
  choices: Readonly<Record<string, Filters>>,
): Promise<{ readonly ms: number; readonly by: string }> {
  let slowest = { ms: 0, by: '' };
  for (const [by, filters] of Object.entries(choices)) {
    const ms = await p95(store, name, { ...own, ...filters });
    if (ms > slowest.ms) slowest = { ms, by };
  }
  return slowest;
}

async function p95(store: OpenStore, name: string, params: Filters): Promise<number> {
  const times: number[] = [];
  for (let i = -1; i < runs; i++) {
    const before = performance.now();
    await store.query(name, params);
    // The first one reads what the others have at hand.
    if (i >= 0) times.push(performance.now() - before);
  }
  return times.sort((a, b) => a - b)[Math.ceil(times.length * 0.95) - 1]!;
}
