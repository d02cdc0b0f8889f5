// What reading session logs costs: token totals against ccusage's own binary, an import of everything, of something new and of
// nothing new, and the memory of all that.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { median, type BenchResult } from './bench-result.js';
import { compareTotals } from './import/compare-totals.js';
import { forksOf, manySmall } from './import/made-homes.js';
import { runTacho, timed } from './import/timed.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const rounds = 5;

/** Runs it: some minutes. `ccusage@20.0.24` is what CCUSAGE_BIN names, what is installed, or what npm can install now. */
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
  make('0.137.0', 2200, sessions);
  make('0.169.0', 900, sessions);
  const logs = filesBelow(sessions);
  const megabytes = megabytesOf(logs);
  const corpus = `make-large, ${logs.length} files, ${Math.round(megabytes)} MB`;
  const rival = ccusage(scratch);
  return [
    ...totals(scratch, home, corpus, rival),
    ...(rival === null ? [] : compareTotals(root, scratch, rival)),
    ...imports(scratch, sessions, megabytes, corpus),
    unchanged(scratch),
    ...memory(scratch),
  ];
}

/** Token totals, interleaved with those of the rival. */
function totals(scratch: string, home: string, corpus: string, rival: string | null): readonly BenchResult[] {
  const ours: number[] = [];
  const theirs: number[] = [];
  let rssMb = 0;
  for (let i = 0; i < rounds; i++) {
    const report = runTacho(scratch, ['report', 'daily', '--direct', join(home, 'sessions'), '--json']);
    ours.push(report.ms);
    rssMb = Math.max(rssMb, report.rssMb);
    if (rival !== null) theirs.push(timed(rival, ['codex', 'daily', '--json', '--offline'], { CODEX_HOME: home }).ms);
  }
  const note = `${corpus}, median of ${rounds} interleaved runs, two threads each; bounded by finding lines and cutting values out of their bytes`;
  const ratio = rival === null ? Number.NaN : median(theirs) / median(ours);
  return [
    {
      name: 'token totals, cold: speed against the binary of ccusage 20.0.24',
      unit: '×',
      value: ratio,
      goal: '≥ 1.0',
      note: rival === null ? 'not run: the binary could not be installed' : note,
    },
    { name: 'token totals, whole command', unit: 'ms', value: median(ours), goal: null, note },
    { name: 'token totals, resident memory', unit: 'MB', value: rssMb, goal: '≤ 300', note: 'its worker included' },
  ];
}

/** An import of everything, and one after a hundredth of the files are new. */
function imports(scratch: string, sessions: string, megabytes: number, corpus: string): readonly BenchResult[] {
  const args = ['import', sessions, '--to', `file:${join(scratch, 'events.jsonl')}`];
  const all = runTacho(scratch, args);
  make('0.137.0', 22, sessions, 'new');
  make('0.169.0', 9, sessions, 'new');
  const again = runTacho(scratch, args);
  const note = `events of ${corpus}, written to a file; one thread. Of its time an eighth is JSON of lines, a tenth each JSON of events and freeing memory, the rest the making of facts and events, no part of which stands out`;
  return [
    { name: 'full import', unit: 'MB/s', value: (megabytes / all.ms) * 1000, goal: null, note },
    { name: 'full import, resident memory', unit: 'MB', value: all.rssMb, goal: '≤ 300', note },
    {
      name: 'import with 1 % new files against the full import',
      unit: '×',
      value: all.ms / again.ms,
      goal: '≥ 10',
      note: 'whole commands',
    },
  ];
}

/** 20,000 sessions of which none changed. */
function unchanged(scratch: string): BenchResult {
  const many = join(scratch, 'many');
  manySmall(filesBelow(join(root, 'fixtures/0.137.0/basic/rollouts'))[0] ?? '', many, 20_000);
  const data = join(scratch, 'many-data');
  const args = ['import', many, '--data', data, '--to', `file:${join(scratch, 'many.jsonl')}`];
  const first = runTacho(scratch, args);
  const runs = Array.from({ length: rounds }, () => runTacho(scratch, args).ms);
  return {
    name: '20,000 unchanged files, whole command',
    unit: 'ms',
    value: median(runs),
    goal: '≤ 1,000',
    note: `median of ${rounds}; a stat each, and reading the index; the first import took ${Math.round(first.rssMb)} MB`,
  };
}

/** What does not fit into memory must not be held in it. */
function memory(scratch: string): readonly BenchResult[] {
  const one = join(scratch, 'one');
  make('0.169.0', 1, one, 'one', 36_000);
  const forks = join(scratch, 'forks');
  const base = join(scratch, 'base');
  make('0.137.0', 1, base, 'base', 1700);
  forksOf(filesBelow(base)[0] ?? '', forks, 50);
  return [
    { name: 'one log of 500 MB', folder: one },
    { name: '50 nested forks, each a copy of what came before', folder: forks },
  ].map(({ name, folder }) => {
    const target = `file:${join(scratch, 'memory.jsonl')}`;
    const { rssMb } = runTacho(scratch, ['import', folder, '--data', `${folder}-data`, '--to', target]);
    const note = `${Math.round(megabytesOf(filesBelow(folder)))} MB of logs`;
    return { name: `import of ${name}: resident memory`, unit: 'MB', value: rssMb, goal: '≤ 300', note };
  });
}

function make(version: string, threads: number, out: string, seed = version, turns = 40): void {
  const from = join(root, 'fixtures', version);
  const tool = join(root, 'bench/tools/make-large.mjs');
  const size = ['--threads', String(threads), '--turns', String(turns)];
  execFileSync(process.execPath, [tool, 'rollouts', '--from', from, '--out', out, '--seed', seed, ...size], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

function ccusage(scratch: string): string | null {
  const found = process.env['CCUSAGE_BIN'] ?? installed(import.meta.url) ?? installNow(join(scratch, 'rival'));
  if (found === null) return null;
  // npm leaves the binary without its executable bit
  const copy = join(scratch, 'ccusage');
  copyFileSync(found, copy);
  chmodSync(copy, 0o755);
  return copy;
}

/** Into a folder of its own: it is no dependency of anything here. */
function installNow(folder: string): string | null {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private":true}');
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', 'ccusage@20.0.24'];
  const done = spawnSync(npm, args, { cwd: folder, stdio: 'ignore' });
  return done.status === 0 ? installed(join(folder, 'index.js')) : null;
}

function installed(from: string): string | null {
  try {
    return createRequire(from).resolve(`@ccusage/ccusage-${process.platform}-${process.arch}/bin/ccusage`);
  } catch {
    return null;
  }
}

function megabytesOf(paths: readonly string[]): number {
  return paths.reduce((sum, path) => sum + statSync(path).size, 0) / 1e6;
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
