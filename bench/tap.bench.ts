// What a tap costs: the CPU of the whole process, and the time that a message takes longer.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, type BenchResult } from './bench-result.js';
import {
  bare,
  optedOut,
  parsing,
  pingPong,
  readClient,
  replay,
  scratch,
  tap,
  type Proxy,
  type Usage,
} from './tap/drive.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = 3;
const latencyRounds = 20;
const trips = 500;

/**
 * Why the ratios are what they are: the profile of a tap on the first stream, its threads taken apart by the scheduler's own
 * times. The second stream has a sixth of the messages that matter, and shows what is paid per line and at the start.
 */
const bound =
  'profile of 35,000 messages that matter and 11,000 events among 560,000: a quarter of the CPU is V8 compiling hot code on its own threads, paid once a session; a fifth is start (65 ms above bare Node) and forwarding; a tenth JSON.parse; a quarter facts, reducing and building events; the rest printing and writing events and collecting garbage. Finding lines costs 0.06 µs each, all 560,000 of them 35 ms. On six times as many messages the cost falls from 16 to 7.4 µs for each that matters, events included; parsing all lines costs 0.7 µs each, so a session pays where fewer than one line in ten matters';

/** A made stream: what share of its messages an agent's words and output are, decides what a tap costs beside a parser. */
interface Stream {
  readonly name: string;
  readonly recipe: readonly string[];
}

const streams: readonly Stream[] = [
  {
    name: 'as made by default (200 threads, 10 turns, 24 KiB of deltas a turn)',
    recipe: ['--threads', '200', '--turns', '10'],
  },
  {
    name: 'long answers (50 threads, 10 turns, 480 KiB of deltas a turn)',
    recipe: ['--threads', '50', '--turns', '10', '--delta-kb', '480'],
  },
];

/** Runs it: about five minutes. */
export async function run(): Promise<readonly BenchResult[]> {
  const results: BenchResult[] = [];
  for (const stream of streams) results.push(...(await cpu(stream)));
  return [...results, await latency()];
}

async function cpu({ name, recipe }: Stream): Promise<readonly BenchResult[]> {
  const stream = join(scratch, 'stream.jsonl');
  const from = ['mixed', 'basic'].map((fixture) => join(root, 'fixtures/0.137.0', fixture)).join(',');
  const make = ['rpc', '--from', from, '--out', stream, ...recipe];
  execFileSync(process.execPath, [join(root, 'bench/tools/make-large.mjs'), ...make], { stdio: 'ignore' });
  const client = readClient(stream);
  const used = new Map<Proxy, Usage[]>([bare, parsing, optedOut, tap].map((proxy) => [proxy, []]));
  // Interleaved, so that whatever else runs on the machine meets all of them.
  for (let i = 0; i < rounds; i++) {
    for (const [proxy, usages] of used) usages.push(await replay(proxy, stream, client));
  }
  const cpuMs = (proxy: Proxy): number => median(used.get(proxy)!.map((usage) => usage.cpuMs));
  const [b, p, t] = [cpuMs(bare), cpuMs(parsing), cpuMs(tap)];
  const note = `stream of mixed and basic, ${name}; median of ${rounds} interleaved runs, start and delivery to a file included`;
  return [
    {
      name: 'whole CPU against a proxy that parses every line',
      unit: '×',
      value: t / p,
      goal: '≤ 0.4',
      note: `${note}; ${bound}`,
    },
    {
      name: "extra CPU over a bare Node pass-through, against that proxy's extra",
      unit: '×',
      value: (t - b) / (p - b),
      goal: '≤ 0.1',
      note,
    },
    { name: 'CPU of the bare pass-through', unit: 'ms', value: b, goal: null, note },
    { name: 'CPU of the proxy that parses', unit: 'ms', value: p, goal: null, note },
    {
      name: 'CPU of a tap whose user opted out',
      unit: 'ms',
      value: cpuMs(optedOut),
      goal: null,
      note: 'forwards and nothing else: what is above it is observation, events and delivery',
    },
    { name: 'CPU of the tap', unit: 'ms', value: t, goal: null, note },
    {
      name: 'peak memory of the tap',
      unit: 'MiB',
      value: median(used.get(tap)!.map((usage) => usage.maxRssKb)) / 1024,
      goal: null,
      note,
    },
  ];
}

async function latency(): Promise<BenchResult> {
  const delta = { threadId: 't', turnId: 'u', itemId: 'i', delta: 'a few words of text' };
  const line = Buffer.from(`${JSON.stringify({ method: 'item/agentMessage/delta', params: delta })}\n`);
  const [without, with_] = [pingPong(bare, line), pingPong(tap, line)];
  await without.round(trips);
  await with_.round(trips);
  const differences: number[] = [];
  for (let i = 0; i < latencyRounds; i++) {
    const [first, second] = [median(await without.round(trips)), median(await with_.round(trips))];
    differences.push(second - first);
  }
  without.stop();
  with_.stop();
  return {
    name: 'added latency of a round trip',
    unit: 'µs',
    value: median(differences),
    goal: '≤ 20',
    note: `ping-pong over pipes, ${latencyRounds} interleaved rounds of ${trips} against the bare pass-through, median of the differences of medians`,
  };
}
