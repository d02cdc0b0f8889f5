// What reading session logs costs: token totals against ccusage's own binary, an import of everything, and one of nothing new.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, type BenchResult } from './bench-result.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tacho = join(root, 'packages/cli/bin/tacho.js');
const rounds = 3;

interface Run {
  readonly ms: number;
  readonly rssMb: number;
}

/** Runs it: some minutes. `ccusage@20.0.24` is measured when CCUSAGE_BIN names its binary, or it is installed. */
export function run(): Promise<readonly BenchResult[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'tachograph-import-bench-'));
  try {
    return Promise.resolve(measure(scratch));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function measure(scratch: string): readonly BenchResult[] {
  const home = join(scratch, 'home');
  const sessions = join(home, 'sessions');
  for (const [version, threads] of [
    ['0.137.0', 1600],
    ['0.169.0', 700],
  ] as const)
    make(version, threads, sessions);
  const logs = filesBelow(sessions);
  const megabytes = logs.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
  const corpus = `make-large, ${logs.length} files, ${Math.round(megabytes)} MB, median of ${rounds} interleaved runs`;
  const results: BenchResult[] = [];

  const ours: Run[] = [];
  const theirs: Run[] = [];
  const rival = ccusage(scratch);
  for (let i = 0; i < rounds; i++) {
    ours.push(timed(process.execPath, [tacho, 'report', 'daily', '--direct', sessions, '--json'], scratch));
    if (rival !== null)
      theirs.push(timed(rival, ['codex', 'daily', '--json', '--offline'], scratch, { CODEX_HOME: home }));
  }
  const direct = median(ours.map(({ ms }) => ms));
  if (theirs.length > 0) {
    const ratio = median(theirs.map(({ ms }) => ms)) / direct;
    results.push({
      name: 'token totals, cold: speed against the binary of ccusage 20.0.24',
      unit: '×',
      value: ratio,
      goal: '≥ 1.0',
      note: corpus,
    });
  }
  results.push({ name: 'token totals, whole command', unit: 'ms', value: direct, goal: null, note: corpus });

  const target = `file:${join(scratch, 'events.jsonl')}`;
  const importAll = timed(process.execPath, [tacho, 'import', sessions, '--to', target], scratch);
  const note = `events of ${corpus}; written to a file; bounded by parsing of lines and making of events in one thread`;
  results.push(
    { name: 'full import', unit: 'MB/s', value: (megabytes / importAll.ms) * 1000, goal: null, note },
    { name: 'full import, resident memory', unit: 'MB', value: importAll.rssMb, goal: '≤ 300', note },
  );
  const changed = logs.filter((_, i) => i % 100 === 0);
  for (const path of changed)
    appendFileSync(path, '{"timestamp":"2026-11-20T00:00:00.000Z","type":"world_state","payload":{}}\n');
  const again = timed(process.execPath, [tacho, 'import', sessions, '--to', target], scratch);
  results.push({
    name: 'import with 1 % new files against the full import',
    unit: '×',
    value: importAll.ms / again.ms,
    goal: '≥ 10',
    note: 'whole commands',
  });
  results.push(unchanged(scratch, logs));
  return results;
}

/** 20,000 files of which none changed. */
function unchanged(scratch: string, logs: readonly string[]): BenchResult {
  const small = [...logs].sort((a, b) => statSync(a).size - statSync(b).size)[0] ?? '';
  const many = join(scratch, 'many');
  const count = 20_000;
  for (let i = 0; i < count; i++) {
    const folder = join(many, '2026', String(1 + (i % 12)).padStart(2, '0'), String(1 + (i % 28)).padStart(2, '0'));
    mkdirSync(folder, { recursive: true });
    copyFileSync(small, join(folder, `rollout-${i}.jsonl`));
  }
  const data = join(scratch, 'many-data');
  const args = [tacho, 'import', many, '--data', data, '--to', `file:${join(scratch, 'many.jsonl')}`];
  timed(process.execPath, args, scratch);
  const runs = Array.from({ length: rounds }, () => timed(process.execPath, args, scratch).ms);
  return {
    name: '20,000 unchanged files, whole command',
    unit: 'ms',
    value: median(runs),
    goal: '≤ 1,000',
    note: `median of ${rounds}`,
  };
}

function make(version: string, threads: number, out: string): void {
  const from = join(root, 'fixtures', version);
  const args = [
    'rollouts',
    '--from',
    from,
    '--out',
    out,
    '--threads',
    String(threads),
    '--turns',
    '40',
    '--seed',
    version,
  ];
  execFileSync(process.execPath, [join(root, 'bench/tools/make-large.mjs'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** Wall time and greatest resident memory of one process. */
function timed(
  program: string,
  args: readonly string[],
  scratch: string,
  environment: Record<string, string> = {},
): Run {
  const env = { ...process.env, TACHO_HOME: join(scratch, 'data'), ...environment };
  const before = process.hrtime.bigint();
  const gnuTime = '/usr/bin/time';
  const measured = existsSync(gnuTime);
  const done = measured
    ? spawnSync(gnuTime, ['-f', 'RSS %M', program, ...args], { env, maxBuffer: 1 << 28 })
    : spawnSync(program, args, { env, maxBuffer: 1 << 28 });
  const ms = Number(process.hrtime.bigint() - before) / 1e6;
  if (done.status !== 0 && done.status !== 3) throw new Error(`${program} ${args.join(' ')}: ${String(done.stderr)}`);
  const rss = /RSS (\d+)/.exec(String(done.stderr))?.[1];
  return { ms, rssMb: rss === undefined ? Number.NaN : Number(rss) / 1024 };
}

function ccusage(scratch: string): string | null {
  const named = process.env['CCUSAGE_BIN'];
  const found = named ?? installed();
  if (found === null) return null;
  // npm leaves the binary without its executable bit
  const copy = join(scratch, 'ccusage');
  copyFileSync(found, copy);
  chmodSync(copy, 0o755);
  return copy;
}

function installed(): string | null {
  try {
    return createRequire(import.meta.url).resolve(`@ccusage/ccusage-${process.platform}-${process.arch}/bin/ccusage`);
  } catch {
    return null;
  }
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
