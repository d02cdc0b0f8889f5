// What it costs to turn messages into events: CPU per fact and per message, parsing excluded, and the memory that stays.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createTrafficSource, type Fact } from '@tachograph/client/facts';
import { mayMatter } from '@tachograph/client/protocol';
import { createReducer } from '@tachograph/client/reducer';

import { median, type BenchResult } from './bench-result.js';
import { measureMemory } from './reducer/memory.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const long = process.env['TACHO_LONG'] === '1';
const rounds = 9;

interface Recorded {
  readonly dir: 'c2s' | 's2c';
  readonly conn?: number;
  readonly t: number;
  readonly m: unknown;
}

/** Runs it: about half a minute; ten times as long with TACHO_LONG=1. */
export async function run(): Promise<readonly BenchResult[]> {
  const messages = relevantMessages();
  const facts: Fact[] = [];
  const source = createTrafficSource({ transport: 'stdio', emit: (fact) => facts.push(fact) });
  for (const { dir, conn, t, m } of messages) source.message(dir, conn ?? 0, t, m);

  let events = 0;
  const perFact = rate(facts.length, () => {
    const reducer = createReducer();
    events = 0;
    for (const fact of facts) events += reducer.reduce(fact).length;
  });
  const perMessage = rate(messages.length, () => {
    const reducer = createReducer();
    const traffic = createTrafficSource({ transport: 'stdio', emit: (fact) => void reducer.reduce(fact) });
    for (const { dir, conn, t, m } of messages) traffic.message(dir, conn ?? 0, t, m);
  });
  const made = `${messages.length} messages → ${facts.length} facts → ${events} events`;
  return [
    {
      name: 'reducer: facts a second of CPU',
      unit: '/s',
      value: Math.round(perFact),
      goal: '≥ 1,000,000',
      note: `${made}; median of ${rounds} rounds in one process`,
    },
    {
      name: 'typed decoding, facts and reducer: relevant messages a second of CPU',
      unit: '/s',
      value: Math.round(perMessage),
      goal: '≥ 1,000,000',
      note: 'the same from parsed messages; a third each goes into the checks of shapes, the events, and the rest',
    },
    ...(await measureMemory(long ? 10_000_000 : 1_000_000)),
  ];
}

/** How often something is done in a second of CPU. */
function rate(count: number, work: () => void): number {
  work();
  const rates = Array.from({ length: rounds }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return count / ((user + system) / 1e6);
  });
  return median(rates);
}

/** A long made stream without what is never parsed: deltas, output chunks, items that we don't read. */
function relevantMessages(): readonly Recorded[] {
  const folder = mkdtempSync(join(tmpdir(), 'tacho-bench-'));
  try {
    const stream = join(folder, 'stream.jsonl');
    const from = ['--from', join(root, 'fixtures/0.169.0'), '--out', stream];
    const size = ['--threads', '200', '--turns', '20', '--delta-kb', '1', '--max-mb', '60'];
    execFileSync(process.execPath, [join(root, 'bench/tools/make-large.mjs'), 'rpc', ...from, ...size], {
      stdio: 'ignore',
    });
    const encoder = new TextEncoder();
    return readFileSync(stream, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('{"dir"'))
      .map((line) => JSON.parse(line) as Recorded)
      .filter(({ m }) => mayMatter(encoder.encode(JSON.stringify(m))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
