import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, it } from 'vitest';

import { commands } from './commands/index.js';
import { main } from './main.js';

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url));
const recording = join(fixtures, '0.137.0/basic/rpc.jsonl');
const rollouts = join(fixtures, '0.137.0/basic/rollouts');

const scratch = mkdtempSync(join(tmpdir(), 'tacho-exit-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const inScratch = (name: string): string => join(scratch, name);
const file = inScratch('file');
writeFileSync(file, '');
const torn = inScratch('torn.jsonl');
writeFileSync(torn, '{"dir":"c2s"\n');
const garbage = inScratch('rollout-2026-01-01T00-00-00-garbage.jsonl');
writeFileSync(garbage, 'no session log\n');
const data = ['--data', inScratch('data')];
const nothing = ['--data', inScratch('nothing')];
const dataIsFile = ['--data', file];
const noLogs = ['--codex-home', inScratch('no-codex')];
const nobody = ['--url', 'http://127.0.0.1:1'];

interface Ending {
  readonly code: number;
  /** What the user reads. */
  readonly says: RegExp;
}

type Case = readonly [args: readonly string[], ending: Ending];

const done = (says: RegExp): Ending => ({ code: 0, says });
const failed = (says: RegExp): Ending => ({ code: 1, says });
const wrongUse = (says: RegExp): Ending => ({ code: 2, says });
const partlyDone = (says: RegExp): Ending => ({ code: 3, says });

/** Each command with how it can end here; what a tap ends with when it has run is the agent's and is tested there. */
const endings: Readonly<Record<string, readonly Case[]>> = {
  start: [
    [['--port', '70000'], wrongUse(/--port/)],
    [[...dataIsFile, '--port', '0'], failed(/data directory/)],
  ],
  serve: [
    [[...data, '--keep-days', 'x'], wrongUse(/--keep-days/)],
    [[...dataIsFile, '--port', '0'], failed(/data directory/)],
    [[...data, '--port', '0', '--host', 'no-such-host.invalid'], failed(/--host 127\.0\.0\.1/)],
  ],
  tap: [
    [[...data], wrongUse(/tacho help tap/)],
    [[...data, '--to', 'stdout', '--', 'agent'], wrongUse(/stdout/)],
    [[...data, '--to', 'ftp://x', '--', 'agent'], wrongUse(/native:http/)],
    [[...data, '--connect', 'ws://127.0.0.1:1'], wrongUse(/--listen/)],
    [[...data, '--privacy', 'none', '--', 'agent'], wrongUse(/--privacy/)],
  ],
  import: [
    [[...data, '--dry-run', rollouts], done(/would be delivered/)],
    [[...data, '--dry-run', '--json', rollouts], done(/^\{.*\}\n$/)],
    [[...data, '--dry-run', rollouts, garbage], partlyDone(/garbage/)],
    [[...data, ...noLogs], wrongUse(/no session logs/)],
  ],
  watch: [
    [[...data, '--to', 'ftp://x', rollouts], wrongUse(/native:http/)],
    [[...dataIsFile, rollouts], failed(/data directory/)],
  ],
  reduce: [
    [[recording], done(/codex_turn_event/)],
    [[torn], partlyDone(/line 1\b/)],
    [[inScratch('missing')], wrongUse(/missing/)],
    [[], wrongUse(/missing required argument/)],
  ],
  report: [
    [[...data, 'no-such-board'], wrongUse(/there are: daily/)],
    [[...nothing, 'daily'], failed(/tacho start/)],
    [['daily', ...nobody], failed(/tacho start/)],
    [['daily', '--direct', rollouts, '--json'], done(/"rows"/)],
    [['tools', '--direct', rollouts], wrongUse(/daily/)],
  ],
  thread: [
    [[], wrongUse(/^tacho: missing required argument .*\n {2}See `tacho help thread`\.\n$/)],
    [[...nothing, 'id'], failed(/tacho start/)],
  ],
  query: [
    [[], done(/^overview /m)],
    [['--json'], done(/^\{"rows":\[/)],
    [[...nothing, 'overview'], failed(/tacho start/)],
    [['overview', ...nobody], failed(/tacho start/)],
  ],
  sql: [
    [[' '], wrongUse(/empty/)],
    [[...nothing, 'SELECT 1'], failed(/tacho start/)],
  ],
  prices: [
    [[...data], done(/US dollars/)],
    [[...data, '--json'], done(/"rows"/)],
    [[...data, '--set', 'model'], wrongUse(/MODEL=INPUT/)],
  ],
  doctor: [
    [[...data, ...noLogs], done(/Checks/)],
    [[...data, ...noLogs, '--json'], done(/"checks"/)],
    [[...dataIsFile], failed(/failed/)],
  ],
  inspect: [
    [[...data], done(/Nothing waits/)],
    [[...data, '--json'], done(/^$/)],
  ],
  deadletter: [
    [[...data, 'list'], done(/No event was refused/)],
    [[...data, 'list', '--json'], done(/^\{"rows":\[\]\}\n$/)],
    [['burn'], wrongUse(/list, drop/)],
  ],
  store: [
    [['polish'], wrongUse(/status, rebuild/)],
    [[...data, 'backup'], wrongUse(/which folder/)],
    [[...data, 'restore', inScratch('no-backup')], failed(/backup/)],
    [[...nothing, 'status'], failed(/does not exist/)],
    [[...nothing, 'rebuild'], failed(/does not exist/)],
    [[...nothing, 'backup', inScratch('backup')], failed(/does not exist/)],
    [[...dataIsFile, 'status'], failed(/is not a folder/)],
  ],
  forget: [
    [[...data], wrongUse(/--thread ID/)],
    [[...data, '--before', 'long ago'], wrongUse(/--before/)],
    [['--thread', 'id', ...nobody], failed(/tacho start/)],
    [['--thread', 'id', ...nothing], failed(/does not exist/)],
  ],
};

describe('exit codes', () => {
  it('of every command are tested', () => {
    expect(Object.keys(endings).sort()).toEqual(Object.keys(commands).sort());
  });

  const cases = Object.entries(endings).flatMap(([command, of]) => of.map(([args, end]) => [[command, ...args], end]));
  it.each(cases as [readonly string[], Ending][])('%j', async (argv, { code, says }) => {
    let told = '';
    const tell = (text: string): void => void (told += text);
    const terminal = { out: tell, err: tell, columns: null, color: false };
    const ended = await main(argv, terminal);
    expect(told).toMatch(says);
    expect(told).not.toContain('unexpected failure');
    expect(ended).toBe(code);
  });

  it.each(Object.keys(commands))(
    'tacho %s --help shows its options, and examples that it understands',
    async (name) => {
      let out = '';
      const terminal = { out: (text: string) => void (out += text), err: () => {}, columns: null, color: false };
      expect(await main([name, '--help'], terminal)).toBe(0);
      const definition = await commands[name]!();
      for (const [line] of definition.examples) {
        expect(out).toContain(`tacho ${line}\n`);
        // Every flag of an example is one that the help names, up to where the agent's own arguments begin.
        const flags = line.split(' -- ')[0]!.match(/--[a-z-]+/g) ?? [];
        for (const flag of flags) expect(out).toMatch(new RegExp(`^  ${flag} `, 'm'));
      }
      expect(Math.max(...out.split('\n').map((one) => one.length))).toBeLessThanOrEqual(100);
    },
  );
});
