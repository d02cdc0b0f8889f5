// What a collector takes: events a second, acknowledged when they are on disk, and how long an answer takes.

import { median, type BenchResult } from './bench-result.js';
import { askSql, load, startServer, type Server } from './collector/drive.js';
import type { LoadReport } from './collector/load.js';

const long = process.env['TACHO_LONG'] === '1';
const connections = 32;
const throughput = { rounds: 3, warmUpMs: 2000, ms: 5000 };
const steady = long ? { runs: 5, ms: 300_000 } : { runs: 3, ms: 20_000 };

/** Without a new event for so long the store is taken to have what it will have. */
const stalledMs = 60_000;

/** Runs it: about four minutes; three quarters of an hour with TACHO_LONG=1, when each run at a steady rate takes five minutes. */
export async function run(): Promise<readonly BenchResult[]> {
  return [...(await saturated(100)), ...(await saturated(10)), ...(await atTwentyThousand())];
}

/** As fast as the answers come: a bare server, a collector whose store stands still, and one whose store loads. */
async function saturated(eventsPerPost: number): Promise<readonly BenchResult[]> {
  const rates = { bare: [] as number[], held: [] as number[], loading: [] as number[] };
  let bytesPerEvent = 0;
  // Interleaved, so that whatever else runs on the machine meets all of them.
  for (let i = 0; i < throughput.rounds; i++) {
    for (const [kind, list] of Object.entries(rates)) {
      const server = await startServer(kind === 'bare' ? 'bare' : 'collector');
      server.holdStore(kind === 'held');
      const { warmUpMs, ms } = throughput;
      const report = await load(server, { connections, eventsPerPost, eventsPerSecond: 0, warmUpMs, ms });
      await server.close();
      if (report.errors > 0) throw new Error(`${report.errors} posts were not accepted by the ${kind} server`);
      list.push(report.acceptedPerSecond);
      bytesPerEvent = report.bytesPerEvent;
    }
  }
  const bare = median(rates.bare);
  const posts = `posts of ${eventsPerPost} over ${connections} connections`;
  const how = `recorded events, ${Math.round(bytesPerEvent)} bytes with envelope, uncompressed; median of ${throughput.rounds} interleaved runs of ${throughput.ms / 1000} s on fresh folders; the process that posts shares the machine`;
  const rate = (list: readonly number[]): string => `${Math.round(median(list)).toLocaleString('en-US')} events/s`;
  return [
    {
      name: `acknowledged-durable throughput against a bare server that parses, ${posts}`,
      unit: '×',
      value: median(rates.held) / bare,
      goal: '≥ 0.55',
      note: `${rate(rates.held)} against ${rate(rates.bare)}, the store's process stands still; ${how}`,
    },
    {
      name: `the same while the store loads, ${posts}`,
      unit: '×',
      value: median(rates.loading) / bare,
      goal: '≥ 0.30',
      note: rate(rates.loading),
    },
  ];
}

async function atTwentyThousand(): Promise<readonly BenchResult[]> {
  const reports: LoadReport[] = [];
  const behindMs: number[] = [];
  let wrong = 0;
  for (let i = 0; i < steady.runs; i++) {
    const server = await startServer('collector');
    const plan = { connections, eventsPerPost: 10, eventsPerSecond: 20_000, warmUpMs: 5000, ms: steady.ms };
    const report = await load(server, plan);
    reports.push(report);
    const since = performance.now();
    const stored = await storedInTheEnd(server, report.accepted);
    behindMs.push(performance.now() - since);
    const ids = await count(server, 'uniqExact(delivery_id)');
    wrong += Math.abs(report.accepted - ids) + stored - ids;
    await server.close();
  }
  const of = (pick: (report: LoadReport) => number): number => median(reports.map(pick));
  const note = `posts of 10 over ${connections} connections, store loading; median of ${steady.runs} runs of ${steady.ms / 1000} s`;
  return [
    {
      name: 'reply at 20,000 events/s, p99',
      unit: 'ms',
      value: of((report) => report.p99Ms),
      goal: '≤ 80',
      note: `p50 ${of((report) => report.p50Ms).toFixed(1)} ms, longest ${of((report) => report.maxMs).toFixed(0)} ms, from the moment that a post falls due; ${note}`,
    },
    {
      name: 'posts at 20,000 events/s that were not accepted whole',
      unit: '',
      value: reports.reduce((sum, report) => sum + report.errors, 0),
      goal: '≤ 0',
      note: `of ${Math.round(reports.reduce((sum, report) => sum + report.accepted, 0) / 10).toLocaleString('en-US')}`,
    },
    {
      name: 'accepted events that the store lacks or has twice afterwards',
      unit: '',
      value: wrong,
      goal: '≤ 0',
      note: `of ${reports.reduce((sum, report) => sum + report.accepted, 0).toLocaleString('en-US')}`,
    },
    {
      name: 'time until the store has everything, after the last post',
      unit: 's',
      value: median(behindMs) / 1000,
      goal: null,
      note: 'how far it was behind',
    },
  ];
}

/** Events in the store once it has `expected`, or takes no more. */
async function storedInTheEnd(server: Server, expected: number): Promise<number> {
  let stored = 0;
  let movedAt = performance.now();
  while (stored < expected && performance.now() - movedAt < stalledMs) {
    await new Promise((resolve) => void setTimeout(resolve, 200));
    const now = await count(server, 'count()');
    if (now !== stored) movedAt = performance.now();
    stored = now;
  }
  return stored;
}

async function count(server: Server, what: string): Promise<number> {
  return Number((await askSql(server, `SELECT ${what} AS n FROM events`))[0]?.['n'] ?? 0);
}
