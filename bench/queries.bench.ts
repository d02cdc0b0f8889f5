// How long the queries take on a large embedded store, asked as the API asks them: answers come through the store's process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openStore, type OpenStore } from '@tachograph/collector';
import { queryDefinitions } from '@tachograph/collector/queries';

import type { BenchResult } from './bench-result.js';
import { p95Ms, slowest } from './queries/ask.js';
import { holdsEvents, fillDataDirectory } from './queries/filled-store.js';
import { mixes, singles, type Filters } from './queries/filters.js';
import { questions } from './queries/questions.js';

const long = process.env['TACHO_LONG'] === '1';
const wanted = Number(process.env['TACHO_BENCH_EVENTS'] ?? (long ? 10_000_000 : 1_000_000));
/** A data directory that is filled once and kept; without it, one is made and thrown away. */
const kept = process.env['TACHO_BENCH_DATA'];
const runs = long ? 20 : 10;

/** Runs it: about three minutes; a quarter of an hour with TACHO_LONG=1 (10 million events). */
export async function run(): Promise<readonly BenchResult[]> {
  if (kept !== undefined && kept !== '') return measureIn(kept);
  const scratch = mkdtempSync(join(tmpdir(), 'tacho-bench-queries-'));
  try {
    return await measureIn(join(scratch, 'data'));
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function measureIn(data: string): Promise<readonly BenchResult[]> {
  if (!(await holdsEvents(data, wanted))) await fillDataDirectory(data, wanted);
  const store = await openStore(data);
  try {
    return [...(await measureQueries(store)), ...(await measureQuestions(store)), await size(store)];
  } finally {
    await store.close();
  }
}

async function measureQueries(store: OpenStore): Promise<readonly BenchResult[]> {
  const { events, parts } = await store.status();
  const last = await latest(store);
  const rows: BenchResult[] = [];
  const mixed: BenchResult[] = [];
  const how = `warm, ${runs} runs each, ${events.toLocaleString('en-US')} events in ${parts} parts`;
  for (const { name } of queryDefinitions) {
    const own: Filters = name === 'thread_events' ? { thread: last.thread } : {};
    const ask = (filters: Filters) => p95Ms(() => store.query(name, { ...own, ...filters }), runs);
    const plain = await ask({});
    const filtered = await slowest(singles(last.atMs), ask);
    const mix = await slowest(mixes(last.atMs), ask);
    rows.push({
      name: `${name}, p95: the slower of unfiltered and any one filter`,
      unit: 'ms',
      value: Math.max(plain, filtered.ms),
      goal: '≤ 100',
      note: `unfiltered ${plain.toFixed(0)} ms; with one filter ${filtered.ms.toFixed(0)} ms at most (${filtered.by}); ${how}`,
    });
    mixed.push({
      name: `${name}, p95: the slowest mix of filters`,
      unit: 'ms',
      value: mix.ms,
      goal: '≤ 300',
      note: mix.by,
    });
  }
  return [...rows, ...mixed];
}

/** What people ask of the tables themselves. */
async function measureQuestions(store: OpenStore): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const [name, statement] of Object.entries(questions(await latest(store)))) {
    results.push({
      name: `SQL: ${name}, p95`,
      unit: 'ms',
      value: await p95Ms(() => store.sql(statement), runs),
      goal: '≤ 100',
      note: `\`${statement}\``,
    });
  }
  return results;
}

async function size(store: OpenStore): Promise<BenchResult> {
  const { bytes, events } = await store.status();
  return {
    name: 'store, all tables, of copies',
    unit: 'bytes an event',
    value: bytes / events,
    goal: null,
    note: 'copies of few events compress better than events do: see the section of the store',
  };
}

/** The latest event of the store: what filters count back from. */
async function latest(store: OpenStore): Promise<{ readonly atMs: number; readonly thread: string }> {
  const { rows } = await store.sql(
    `SELECT max(occurred_at) AS last_at, argMax(thread_id, occurred_at) AS thread FROM events`,
  );
  return { atMs: Date.parse(String(rows[0]?.['last_at'])), thread: String(rows[0]?.['thread']) };
}
