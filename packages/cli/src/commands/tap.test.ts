import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, describe, expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const tacho = at('../../bin/tacho.js');
const agent = at('../../../client/src/tap/test-agents/agent.mjs');
const fixture = at('../../../../fixtures/0.169.0/basic');

const scratch = mkdtempSync(join(tmpdir(), 'tacho-tap-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let runs = 0;
const fresh = (name: string): string => join(scratch, `${++runs}-${name}`);

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the built CLI; `feed` is what the client says before it ends its side. */
function run(args: readonly string[], feed = '', env: Record<string, string> = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [tacho, ...args], {
      env: { ...process.env, TACHO_HOME: fresh('data'), TACHO_COLLECTOR_URL: 'http://127.0.0.1:1', ...env },
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
    child.stdin.on('error', () => {});
    child.stdin.end(feed);
  });
}

const tap = (options: readonly string[], behaviour: readonly string[], feed = '', env = {}): Promise<Ran> =>
  run(['tap', ...options, '--', process.execPath, agent, ...behaviour], feed, env);

const rows = readFileSync(join(fixture, 'rpc.jsonl'), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => JSON.parse(line) as { readonly dir: string; readonly m: unknown });
const said = (dir: string): string =>
  rows
    .filter((row) => row.dir === dir)
    .map((row) => `${JSON.stringify(row.m)}\n`)
    .join('');
const replay = ['replay', join(fixture, 'rpc.jsonl')];

const lines = (path: string): readonly Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('tacho tap', () => {
  test('passes bytes on and ends with the code of the agent', async () => {
    expect(await tap([], ['echo', '5'], 'no json\n{"half":')).toMatchObject({ code: 5, out: 'no json\n{"half":' });
  });

  test('tells the session of a client as events, the same as of its recording', async () => {
    const events = fresh('events.jsonl');
    const ran = await tap(['--to', `file:${events}`], replay, said('c2s'));
    expect(ran).toMatchObject({ code: 0, out: said('s2c'), err: '' });
    const types = (all: readonly Record<string, unknown>[]): unknown[] =>
      all.map((event) => event['event_type']).sort();
    const reduced = await run(['reduce', fixture]);
    expect(types(lines(events))).toEqual(
      types(
        reduced.out
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      ),
    );
  });

  test('keeps events in the spool when the collector is down, and shows them', async () => {
    const home = fresh('data');
    const ran = await tap([], replay, said('c2s'), { TACHO_HOME: home });
    expect(ran).toMatchObject({ code: 0, out: said('s2c'), err: '' });
    const seen = await run(['inspect', '--json'], '', { TACHO_HOME: home });
    const waiting = seen.out
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(waiting.length).toBeGreaterThan(5);
    expect(waiting[0]).toMatchObject({ status: 'waiting', envelope: { v: 1, source: 'tap', wire_version: '0.169.0' } });
  });

  test('does nothing but pass on when the user opted out', async () => {
    const home = fresh('data');
    const ran = await tap(['--record', fresh('rec')], replay, said('c2s'), { TACHO_HOME: home, TACHO_DISABLED: '1' });
    expect(ran).toMatchObject({ code: 0, out: said('s2c') });
    expect(existsSync(home)).toBe(false);
  });

  test.skipIf(process.platform === 'win32').each(['0', '1'])(
    'carries on after a fault of its own, opted out or not (%s)',
    async (disabled) => {
      const home = fresh('data');
      const fault = fresh('fault.mjs');
      const thrown = "setImmediate(() => { throw new Error('ours'); })";
      writeFileSync(fault, `if (process.argv[2] === 'tap') process.on('SIGUSR2', () => ${thrown});\n`);
      const child = spawn(
        process.execPath,
        ['--import', fault, tacho, 'tap', '--', process.execPath, agent, 'close-input'],
        {
          env: {
            ...process.env,
            TACHO_HOME: home,
            TACHO_COLLECTOR_URL: 'http://127.0.0.1:1',
            TACHO_DISABLED: disabled,
          },
        },
      );
      const heard = (): Promise<string> => once(child.stdout, 'data').then(String);
      expect(await heard()).toBe('{"ready":true}\n');
      child.kill('SIGUSR2');
      expect(await heard()).toBe('{"closed":true}\n');
      child.kill('SIGTERM');
      expect(await once(child, 'exit')).toEqual([143, null]);
      expect(existsSync(home)).toBe(disabled === '0');
    },
  );

  test('says 127 when the program is not found, and 2 for wrong use', async () => {
    const missing = await run(['tap', '--', 'no-such-program-of-this-name']);
    expect(missing).toMatchObject({ code: 127, out: '' });
    expect(missing.err).toContain('program not found: no-such-program-of-this-name');
    for (const args of [
      ['tap'],
      ['tap', '--to', 'stdout', '--', 'x'],
      ['tap', '--redact', '--', 'x'],
      ['tap', '--connect', 'ws://127.0.0.1:1'],
      ['tap', '--listen', 'ws://0.0.0.0:1', '--', 'x'],
      ['tap', '--listen', 'nowhere', '--', 'x'],
      ['tap', '--listen', `unix:///tmp/${'x'.repeat(103)}`, '--', 'x'],
      ['tap', '--listen', 'ws://127.0.0.1:1', '--connect', `unix:///tmp/${'x'.repeat(103)}`],
      ['tap', '--no-such-option', '--', 'x'],
    ]) {
      expect(await run(args)).toMatchObject({ code: 2, out: '' });
    }
  });

  test('leaves the agent alone when nothing can be kept', async () => {
    const file = fresh('file');
    writeFileSync(file, '');
    const ran = await tap([], ['echo', '3'], 'hello\n', { TACHO_HOME: join(file, 'below') });
    expect(ran).toMatchObject({ code: 3, out: 'hello\n' });
    expect(ran.err).toContain('events of this session are not kept');
  });

  test('survives wrong-shaped messages, and a delivery that is full', async () => {
    const odd = [
      '{"method":"turn/completed","params":5}',
      '{"id":1,"method":"turn/start","params":[]}',
      '[]',
      '7',
      'null',
    ];
    const to = existsSync('/dev/full') ? ['--to', 'file:/dev/full'] : [];
    expect(await tap(to, ['echo', '4'], `${odd.join('\n')}\n${said('c2s')}`)).toMatchObject({ code: 4, err: '' });
  });

  test('records what was said, for its owner alone, and does not write over a recording', async () => {
    const path = fresh('rec.jsonl');
    const ran = await tap(['--record', path], replay, said('c2s'));
    expect(ran).toMatchObject({ code: 0, out: said('s2c') });
    expect(ran.err).toContain('everything that is said');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const recorded = lines(path);
    expect(recorded[0]).toEqual({ meta: { transport: 'stdio' } });
    for (const dir of ['c2s', 's2c']) {
      const messages = recorded.filter((row) => row['dir'] === dir).map((row) => `${JSON.stringify(row['m'])}\n`);
      expect(messages.join('')).toBe(said(dir));
    }
    const again = await tap(['--record', path], ['echo'], '');
    expect(again).toMatchObject({ code: 2, out: '' });
    expect(await tap(['--record', path, '--force'], ['echo', '6'], '')).toMatchObject({ code: 6 });
  });

  test('records without free text on demand', async () => {
    const path = fresh('rec.jsonl');
    expect(await tap(['--record', path, '--redact'], replay, said('c2s'))).toMatchObject({ code: 0, out: said('s2c') });
    const text = readFileSync(path, 'utf8');
    expect(text).not.toContain('/home/');
    expect(text).not.toContain('git@');
    const [of, from] = [
      await run(['reduce', '--privacy', 'strict', path]),
      await run(['reduce', '--privacy', 'strict', fixture]),
    ];
    expect(of.out.split('\n')).toHaveLength(from.out.split('\n').length);
  });

  test.skipIf(!existsSync('/dev/full'))('runs on when the disk of a recording is full', async () => {
    const ran = await tap(['--record', '/dev/full', '--force'], replay, said('c2s'));
    expect(ran).toMatchObject({ code: 0, out: said('s2c') });
  });
});
