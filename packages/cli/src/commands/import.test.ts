import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const tacho = at('../../bin/tacho.js');
const logs = at('../../../../fixtures/0.169.0/collab/rollouts');
const isLong = process.env['TACHO_LONG'] === '1';

const scratch = mkdtempSync(join(tmpdir(), 'tacho-import-'));
afterAll(() => {
  for (const path of closed) chmodSync(path, 0o755);
  rmSync(scratch, { recursive: true, force: true });
});
const closed: string[] = [];

let homes = 0;

interface Home {
  readonly name: string;
  /** The Codex home. */
  readonly path: string;
  readonly logs: string;
  readonly data: string;
}

function makeHome(): Home {
  const name = `home-${++homes}`;
  const path = join(scratch, name);
  mkdirSync(join(path, 'sessions'), { recursive: true });
  mkdirSync(join(path, 'data'));
  return { name, path, logs: join(path, 'sessions'), data: join(path, 'data') };
}

/** Takes what is delivered, by the home that it comes from. */
const taken = new Map<string, Map<string, string>>();
const collector = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks);
    const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body).toString() : body.toString();
    if (request.url?.startsWith('/closed/') === true) return void response.writeHead(401).end();
    const lines = text.split('\n').filter((line) => line !== '');
    const home = request.url?.split('/')[1] ?? '';
    const events = taken.get(home) ?? new Map<string, string>();
    taken.set(home, events);
    for (const line of lines) {
      const { envelope, event } = JSON.parse(line) as {
        readonly envelope: { readonly delivery_id: string };
        readonly event: { readonly event_type: string };
      };
      events.set(envelope.delivery_id, event.event_type);
    }
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ results: lines.map(() => ({ status: 'accepted', reason: null })) }));
  });
});
let base = '';

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const address = collector.address();
  base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => collector.close());

interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Somebody else than the administrator, whom no permission stops. */
const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

function start(home: Home, args: readonly string[] = [], as: { uid?: number; gid?: number } = {}): ChildProcess {
  const env = { ...process.env, TACHO_HOME: home.data, CODEX_HOME: home.path };
  return spawn(process.execPath, [tacho, 'import', '--to', `${base}/${home.name}`, ...args], { env, ...as });
}

function finish(child: ChildProcess): Promise<Ran> {
  return new Promise((resolve) => {
    let out = '';
    let err = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

const run = (home: Home, args?: readonly string[], as?: { uid?: number; gid?: number }): Promise<Ran> =>
  finish(start(home, args, as));

/** Types of the events that were delivered, by their delivery id. */
const delivered = (home: Home): ReadonlyMap<string, string> => taken.get(home.name) ?? new Map();

/** A log of 0.137 with some turns. */
function logText(thread: number, turns: number): string {
  const time = (n: number): string => new Date(Date.UTC(2026, 4, 1, 10, 0, n)).toISOString();
  const id = (n: number): string =>
    `${(Date.UTC(2026, 4, 1, 10) + n)
      .toString(16)
      .padStart(12, '0')
      .replace(/^(.{8})/, '$1-')}-7000-8000-${thread.toString(16).padStart(12, '0')}`;
  const line = (n: number, type: string, payload: object): string =>
    `${JSON.stringify({ timestamp: time(n), type, payload })}\n`;
  const meta = { id: id(0), timestamp: time(0), cwd: '/w', originator: 'cli', cli_version: '0.137.0', source: 'cli' };
  const context = { cwd: '/w', approval_policy: 'never', sandbox_policy: { type: 'read-only' }, model: 'm' };
  const turn = (n: number): string => {
    const total = { input_tokens: 100 * n, cached_input_tokens: 0, output_tokens: 10 * n, total_tokens: 110 * n };
    const last = { input_tokens: 100, cached_input_tokens: 0, output_tokens: 10, total_tokens: 110 };
    return [
      line(n, 'event_msg', { type: 'task_started', turn_id: id(n) }),
      line(n, 'turn_context', { turn_id: id(n), ...context }),
      line(n, 'event_msg', { type: 'user_message', message: 'x', images: [] }),
      line(n, 'event_msg', { type: 'token_count', info: { total_token_usage: total, last_token_usage: last } }),
      line(n, 'event_msg', { type: 'task_complete', turn_id: id(n), completed_at: 1, duration_ms: 1 }),
    ].join('');
  };
  return line(0, 'session_meta', meta) + Array.from({ length: turns }, (_, n) => turn(n + 1)).join('');
}

const nameOf = (thread: number): string => `rollout-2026-05-01T10-00-00-${thread}.jsonl`;

/** A frame of zstd whose one block is not compressed. */
function zstd(text: string): Buffer {
  const content = Buffer.from(text);
  const blocks: Buffer[] = [];
  const blockMax = 100_000;
  for (let from = 0; from < content.length; from += blockMax) {
    const part = content.subarray(from, from + blockMax);
    const head = Buffer.alloc(3);
    head.writeUIntLE((part.length << 3) | Number(from + blockMax >= content.length), 0, 3);
    blocks.push(head, part);
  }
  return Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x58]), ...blocks]);
}

describe('`tacho import`', { timeout: 120_000 }, () => {
  test('leaves out what is broken, with the reason, and imports the rest', async () => {
    const clean = makeHome();
    cpSync(logs, join(clean.logs, 'whole'), { recursive: true });
    writeFileSync(join(clean.logs, nameOf(1)), logText(1, 4));
    expect((await run(clean)).code).toBe(0);

    const home = makeHome();
    const put = (name: string, content: string | Uint8Array): void => writeFileSync(join(home.logs, name), content);
    cpSync(logs, join(home.logs, 'whole'), { recursive: true });
    const [head, ...turns] = logText(1, 4).split('\n');
    put(nameOf(1), [head, 'garbage', '{"type":', '\u0000\u0001', ...turns].join('\n'));
    put(nameOf(2), logText(2, 3).slice(0, -40));
    put(nameOf(3), 'no log at all\n');
    put(nameOf(4), '');
    put(nameOf(5), `${logText(5, 1)}{"a":"${'x'.repeat(17 * 1024 * 1024)}"}\n`);
    put(`${nameOf(6)}.zst`, zstd(logText(6, 2000)).subarray(0, 300_000));
    put('rollout-2025-01-01-old.json', '{}');
    symlinkSync('..', join(home.logs, 'whole', 'loop'));
    symlinkSync('nowhere.jsonl', join(home.logs, 'dangling.jsonl'));
    const broken = await run(home, ['--json']);
    expect(broken.code).toBe(3);
    expect(JSON.parse(broken.out).skipped).toEqual({
      'damaged-compression': 1,
      'line-too-long': 1,
      'not-a-session-log': 2,
      'not-json': 3,
      'symlink-loop': 1,
      'unfinished-line': 1,
      'unknown-generation': 1,
      unreadable: 1,
    });
    // the ids of what stands behind the garbage hold other offsets; its events are all there
    const count = (from: Home): number => [...delivered(from).values()].filter((type) => type !== 'x').length;
    const ids = [...delivered(home).keys()];
    const isLost = (id: string): boolean => !delivered(home).has(id);
    expect([...delivered(clean).keys()].filter(isLost).length).toBeLessThan(20);
    expect(count(home)).toBeGreaterThan(count(clean));
    expect(new Set(ids).size).toBe(ids.length);

    const again = await run(home, ['--json']);
    expect(again.code).toBe(3);
    expect(JSON.parse(again.out).events).toBe(0);
  });

  test.skipIf(process.platform === 'win32')('says what it may not read, and imports the rest', async () => {
    const home = makeHome();
    for (const thread of [1, 2, 3]) writeFileSync(join(home.logs, nameOf(thread)), logText(thread, 2));
    mkdirSync(join(home.logs, 'closed'));
    writeFileSync(join(home.logs, 'closed', nameOf(4)), logText(4, 2));
    closed.push(join(home.logs, 'closed'));
    chmodSync(join(home.logs, nameOf(2)), 0o000);
    chmodSync(join(home.logs, 'closed'), 0o000);
    chmodSync(scratch, 0o755);
    for (const path of [home.path, home.data]) {
      if (nobody.uid !== undefined) chownSync(path, nobody.uid, nobody.gid);
    }
    const { code, out, err } = await run(home, ['--json'], nobody);
    expect(err).not.toContain('Error');
    expect({ code, skipped: JSON.parse(out).skipped }).toEqual({ code: 3, skipped: { unreadable: 2 } });
    const turns = [...delivered(home).values()].filter((type) => type === 'codex_turn_event');
    expect(turns).toHaveLength(4);
  });

  test('delivers to each receiver what that one has not got', async () => {
    const home = makeHome();
    writeFileSync(join(home.logs, nameOf(1)), logText(1, 2));
    expect(JSON.parse((await run(home, ['--json'])).out)).toMatchObject({ read: 1, unchanged: 0 });
    const [first, second] = [join(home.path, 'first.jsonl'), join(home.path, 'second.jsonl')];
    for (const file of [first, second]) {
      expect(JSON.parse((await run(home, ['--to', `file:${file}`, '--json'])).out)).toMatchObject({ read: 1 });
    }
    expect(readFileSync(first, 'utf8')).toBe(readFileSync(second, 'utf8'));
    expect(readFileSync(first, 'utf8')).toContain('"codex_turn_event"');
    expect(JSON.parse((await run(home, ['--json'])).out)).toMatchObject({ read: 0, unchanged: 1 });
    expect(JSON.parse((await run(home, ['--to', `file:${first}`, '--json'])).out)).toMatchObject({ read: 0 });
  });

  test('says that events wait, and why, when the receiver does not know the token', async () => {
    const home = makeHome();
    writeFileSync(join(home.logs, nameOf(1)), logText(1, 2));
    const { out, err } = await run(home, ['--to', `${base}/closed`]);
    expect(out).toMatch(/^1 session log: .* \d+ events spooled\n$/);
    expect(err).toMatch(/^\d+ events wait in the spool: .*http_401.*TACHO_TOKEN/);
  });

  test('killed in the middle and run again, delivers all, under the same ids', async () => {
    const threads = Array.from({ length: 150 }, (_, n) => n + 1);
    const clean = makeHome();
    const home = makeHome();
    for (const each of [clean, home])
      for (const thread of threads) writeFileSync(join(each.logs, nameOf(thread)), logText(thread, 40));
    expect((await run(clean)).code).toBe(0);
    const child = start(home);
    const ended = finish(child);
    const tick = setInterval(() => {
      if (bytesBelow(join(home.data, 'spool')) > 300_000) child.kill('SIGKILL');
    }, 5);
    await ended;
    clearInterval(tick);
    expect((await run(home)).code).toBe(0);
    const third = await run(home, ['--json']);
    expect(JSON.parse(third.out)).toMatchObject({ events: 0, skipped: {} });
    expect(new Map([...delivered(home)].sort())).toEqual(new Map([...delivered(clean)].sort()));
  });

  test.runIf(isLong)('reads past a line of 200 MB with memory for lines, not for files', async () => {
    const home = makeHome();
    const path = join(home.logs, nameOf(1));
    const [head = '', ...turns] = logText(1, 3).split('\n');
    const file = openSync(path, 'w');
    writeSync(file, `${head}\n{"timestamp":"2026-05-01T10:00:00.500Z","type":"response_item","payload":{"a":"`);
    for (let mebibytes = 0; mebibytes < 200; mebibytes++) writeSync(file, 'x'.repeat(1024 * 1024));
    writeSync(file, `"}}\n${turns.join('\n')}`);
    closeSync(file);
    const report = join(home.path, 'report.mjs');
    writeFileSync(report, 'process.on("exit", () => console.error("rss", process.resourceUsage().maxRSS));');
    const env = { ...process.env, TACHO_HOME: home.data, NODE_OPTIONS: `--import ${report}` };
    const args = [tacho, 'import', '--to', `${base}/${home.name}`, '--json', home.logs];
    const { code, out, err } = await finish(spawn(process.execPath, args, { env }));
    expect(err).not.toContain('Error');
    expect({ code, skipped: JSON.parse(out).skipped }).toEqual({ code: 3, skipped: { 'line-too-long': 1 } });
    expect([...delivered(home).values()].filter((type) => type === 'codex_turn_event')).toHaveLength(3);
    expect(Number(/rss (\d+)/.exec(err)?.[1])).toBeLessThan(300 * 1024);
  });
});

function bytesBelow(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + sizeOf(join(entry.parentPath, entry.name)), 0);
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}
