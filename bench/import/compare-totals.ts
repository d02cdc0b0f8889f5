/** Whether we and ccusage count the same in every recording, and in homes made from those without sub-agents and forks. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { BenchResult } from '../bench-result.js';
import { runTacho, timed } from './timed.js';

/** Tokens of a home, added up over all days. */
interface Totals {
  readonly input: number;
  readonly cached: number;
  readonly output: number;
  readonly reasoning: number;
}

/** Compares the totals; a few seconds for all recordings. */
export function compareTotals(root: string, scratch: string, rival: string): readonly BenchResult[] {
  const recordings = ['0.137.0', '0.169.0'].flatMap((version) =>
    readdirSync(join(root, 'fixtures', version)).map((name) => join(root, 'fixtures', version, name)),
  );
  const withLogs = recordings.filter((folder) => existsSync(join(folder, 'rollouts')));
  const home = join(scratch, 'compared');
  const isEqual = (make: (sessions: string) => void): boolean => {
    rmSync(home, { recursive: true, force: true });
    const sessions = join(home, 'sessions');
    mkdirSync(sessions, { recursive: true });
    make(sessions);
    return JSON.stringify(ours(scratch, sessions)) === JSON.stringify(theirs(rival, home));
  };
  const different = withLogs.filter(
    (folder) => !isEqual((sessions) => cpSync(join(folder, 'rollouts'), sessions, { recursive: true })),
  );
  const plain = withLogs.filter((folder) => !hasRelatives(join(folder, 'rollouts')));
  const made = ['0.137.0', '0.169.0'].map((version) => plain.filter((folder) => folder.includes(`/${version}/`)));
  const madeEqual = made.filter((from) => isEqual((sessions) => makeHome(root, from, sessions)));
  const names = different.map((folder) => folder.split('/').slice(-2).join('/'));
  return [
    {
      name: 'recordings whose totals are those of ccusage 20.0.24',
      unit: `of ${withLogs.length}`,
      value: withLogs.length - different.length,
      goal: null,
      note: `input, cached input, output and reasoning; not in ${names.join(', ')}: docs/rollouts.md says why`,
    },
    {
      name: 'made homes without sub-agents and forks whose totals are those of ccusage 20.0.24',
      unit: `of ${made.length}`,
      value: madeEqual.length,
      goal: `≥ ${made.length}`,
      note: `make-large, 60 files of 20 turns of ${plain.length} recordings`,
    },
  ];
}

function makeHome(root: string, from: readonly string[], sessions: string): void {
  const tool = join(root, 'bench/tools/make-large.mjs');
  const size = ['--threads', '60', '--turns', '20', '--seed', 'plain'];
  execFileSync(process.execPath, [tool, 'rollouts', '--from', from.join(','), '--out', sessions, ...size], {
    stdio: 'ignore',
  });
}

/** Whether a log of these is of a sub-agent, a reviewer or a fork. */
function hasRelatives(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return hasRelatives(path);
    const first = readFileSync(path, 'utf8').split('\n', 1)[0] ?? '';
    return /"forked_from_id":"|"history_base":\{|"subagent":/.test(first);
  });
}

function ours(scratch: string, sessions: string): Totals {
  const { stdout } = runTacho(scratch, ['report', 'daily', '--direct', sessions, '--json']);
  const { rows } = JSON.parse(stdout) as { rows: readonly Record<string, number>[] };
  const sum = (column: string): number => rows.reduce((total, row) => total + (row[column] ?? 0), 0);
  return {
    input: sum('input_tokens'),
    cached: sum('cached_input_tokens'),
    output: sum('output_tokens'),
    reasoning: sum('reasoning_output_tokens'),
  };
}

/** It tells cached input apart from input. */
function theirs(rival: string, home: string): Totals {
  const { stdout } = timed(rival, ['codex', 'daily', '--json', '--offline'], { CODEX_HOME: home });
  const { daily } = JSON.parse(stdout) as {
    daily: readonly { models: Readonly<Record<string, Readonly<Record<string, number>>>> }[];
  };
  const uses = daily.flatMap(({ models }) => Object.values(models));
  const sum = (column: string): number => uses.reduce((total, use) => total + (use[column] ?? 0), 0);
  return {
    input: sum('inputTokens') + sum('cacheReadTokens'),
    cached: sum('cacheReadTokens'),
    output: sum('outputTokens'),
    reasoning: sum('reasoningOutputTokens'),
  };
}
