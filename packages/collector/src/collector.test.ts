import { readFileSync, statSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startCollector, type Collector } from './collector.js';
import { limits } from './limits.js';
import { bodyOf, lineOf, threadA } from './testing/lines.js';
import { lastingFolder, scratchFolder } from './testing/scratch.js';

let collector: Collector;
let dataDir: string;

beforeAll(async () => {
  dataDir = lastingFolder();
  const pageDir = join(lastingFolder(), 'page');
  await mkdir(join(pageDir, 'assets'), { recursive: true });
  await writeFile(join(pageDir, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(pageDir, 'assets', 'main-abc.js'), 'export {};');
  await writeFile(join(pageDir, 'assets', 'main-abc.js.gz'), gzipSync('export {};'));
  await writeFile(join(pageDir, '..', 'secret.txt'), 'secret');
  collector = await startCollector({ dataDir, port: 0, pageDir });
  await collector.caughtUp();
});

afterAll(async () => {
  await collector.close();
});

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A request with exactly these headers; `fetch` would not let us choose `host`. */
function send(
  path: string,
  options: { method?: string; headers?: Record<string, string>; body?: Buffer | string } = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(`${collector.url}${path}`, {
      method: options.method ?? 'GET',
      headers: options.headers ?? {},
    });
    outgoing.on('response', (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: Buffer.concat(chunks).toString('utf8'),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(options.body);
  });
}

const bearer = (): Record<string, string> => ({ authorization: `Bearer ${collector.token}` });
const post = (body: Buffer | string, headers: Record<string, string> = {}): Promise<Reply> =>
  send('/v1/events', { method: 'POST', headers: { ...bearer(), ...headers }, body });
const ask = async (sql: string): Promise<Reply> =>
  send('/api/sql', { method: 'POST', headers: bearer(), body: JSON.stringify({ sql }) });

describe('POST /v1/events', () => {
  test('answers for each line in order: a bad one does not cost its neighbours', async () => {
    const body = [
      lineOf({ id: 'door-1' }),
      'not json',
      lineOf({ id: 'door-2', envelope: { v: 2 } }),
      lineOf({ id: 'door-3', params: { status: 5 } }),
      lineOf({ id: 'door-1' }),
      '',
      lineOf({ id: 'door-4' }),
    ].join('\n');
    const reply = await post(body);
    expect(reply.status).toBe(200);
    expect(JSON.parse(reply.text)).toEqual({
      results: [
        { status: 'accepted', reason: null },
        { status: 'rejected', reason: 'line: not a JSON object' },
        { status: 'rejected', reason: 'envelope.v: only version 1 is known' },
        { status: 'rejected', reason: 'event_params.status: not of its type' },
        { status: 'duplicate', reason: null },
        { status: 'accepted', reason: null },
      ],
    });
    await collector.caughtUp();
    const rows = JSON.parse(
      (await ask("SELECT delivery_id FROM events WHERE startsWith(delivery_id, 'door-') ORDER BY 1")).text,
    );
    expect(rows.rows).toEqual([{ delivery_id: 'door-1' }, { delivery_id: 'door-4' }]);
  });

  test.each(['v', 'delivery_id', 'occurred_at_ms', 'source'])('wants %s in the envelope', async (key) => {
    const line = JSON.parse(lineOf({ id: `wants-${key}` }));
    delete line.envelope[key];
    expect(JSON.parse((await post(JSON.stringify(line))).text).results).toEqual([
      { status: 'rejected', reason: `envelope.${key}: missing` },
    ]);
  });

  test('takes gzip', async () => {
    const reply = await post(gzipSync(bodyOf([{ id: 'gzip-1' }])), { 'content-encoding': 'gzip' });
    expect(reply.text).toBe('{"results":[{"status":"accepted","reason":null}]}');
  });

  test('answers an empty body with no results', async () => {
    expect(await post('')).toMatchObject({ status: 200, text: '{"results":[]}' });
  });

  test.each([
    ['no gzip', Buffer.from('plain'), { 'content-encoding': 'gzip' }, 400, 'body_unreadable'],
    ['no UTF-8', Buffer.from([0xff, 0xfe, 0x0a]), {}, 400, 'body_unreadable'],
    ['an unknown encoding', Buffer.from('x'), { 'content-encoding': 'br' }, 415, 'unsupported_encoding'],
    ['too much', Buffer.alloc(limits.bodyBytesMax + 1, ' '), {}, 413, 'body_too_large'],
    [
      'a bomb',
      gzipSync(Buffer.alloc(limits.expandedBodyBytesMax + 1)),
      { 'content-encoding': 'gzip' },
      413,
      'body_too_large',
    ],
    ['too many lines', Buffer.from(`${'x\n'.repeat(limits.eventsPerBodyMax + 1)}`), {}, 413, 'body_too_large'],
  ])('refuses %s as a whole', async (_name, body, headers, status, code) => {
    const reply = await post(body, headers as Record<string, string>);
    expect(reply.status).toBe(status);
    expect(JSON.parse(reply.text).error.code).toBe(code);
  });

  test('refuses an event that is too long or nested too deep, and takes its neighbour', async () => {
    const long = lineOf({ id: 'long', params: { hook_name: 'x'.repeat(limits.eventBytesMax) } });
    const deep = `{"envelope":{"v":1,"delivery_id":"deep","occurred_at_ms":1,"source":"tap"},"event":{"event_type":"codex_hook_run","event_params":{"thread_id":"t","x":${'['.repeat(5000)}${']'.repeat(5000)}}}}`;
    const reply = await post(`${long}\n${deep}\n${lineOf({ id: 'beside' })}`);
    expect(JSON.parse(reply.text).results.map((one: { status: string }) => one.status)).toEqual([
      'rejected',
      'rejected',
      'accepted',
    ]);
  });

  test.each([
    ['no token', {}],
    ['a wrong token', { authorization: 'Bearer wrong' }],
    ['another scheme', { authorization: 'Basic abc' }],
  ])('is closed to %s', async (_name, headers) => {
    const reply = await send('/v1/events', { method: 'POST', headers, body: bodyOf([{ id: 'x' }]) });
    expect(reply.status).toBe(401);
  });

  test('takes nothing but POST', async () => {
    expect((await send('/v1/events', { headers: bearer() })).status).toBe(405);
  });

  test('keeps no content of what it refuses', async () => {
    const canary = 'canary-3f9a';
    await post(
      `{"envelope":{"v":1,"delivery_id":"c","occurred_at_ms":1,"source":"tap"},"event":{"event_type":"codex_hook_run","event_params":{"thread_id":7,"${canary} key":"${canary}"}}}`,
    );
    await post(`${canary} is not json`);
    await collector.caughtUp();
    await new Promise((resolve) => setImmediate(resolve));
    await expect.poll(() => statSync(join(dataDir, 'dead-letter', 'refused.jsonl')).size).toBeGreaterThan(0);
    expect(readFileSync(join(dataDir, 'dead-letter', 'refused.jsonl'), 'utf8')).not.toContain(canary);
  });
});

describe('the native door', () => {
  const native = (events: readonly unknown[], path = '/backend-api/codex/analytics-events/events'): Promise<Reply> =>
    send(path, {
      method: 'POST',
      headers: {
        authorization: 'Bearer foreign-secret-77',
        'chatgpt-account-id': 'acct-secret-77',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ events }),
    });

  test('takes what the real Codex sends, below any prefix, without a key', async () => {
    const event = JSON.parse(lineOf({ id: 'x', turn: 'native-turn' })).event;
    for (const path of ['/codex/analytics-events/events', '/a/b/codex/analytics-events/events']) {
      expect(await native([event, { bad: true }], path)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    }
    await collector.caughtUp();
    const rows = JSON.parse(
      (await ask("SELECT source, account, count() AS n FROM events WHERE turn_id = 'native-turn' GROUP BY ALL")).text,
    ).rows;
    expect(rows).toEqual([{ source: 'native', account: 'local', n: 2 }]);
  });

  test('an event that is nested without end does not cost its neighbours', async () => {
    const { event } = JSON.parse(lineOf({ id: 'x', turn: 'beside-the-deep' }));
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const body = `{"events":[${deep},{"event_type":"codex_hook_run","event_params":{"thread_id":${deep}}},${JSON.stringify(event)}]}`;
    const reply = await send('/codex/analytics-events/events', { method: 'POST', body });
    expect(reply).toMatchObject({ status: 200, text: '{"status":"ok"}' });
    await collector.caughtUp();
    const counted = await ask("SELECT count() AS n FROM events WHERE turn_id = 'beside-the-deep'");
    expect(JSON.parse(counted.text).rows).toEqual([{ n: 1 }]);
  });

  test('keeps no credential that came with it', async () => {
    await native([JSON.parse(lineOf({ id: 'x' })).event]);
    const log = readFileSync(join(dataDir, 'log', '0000000001.log'), 'latin1');
    expect(log).not.toContain('secret-77');
  });

  test('refuses a body that is not of its form', async () => {
    expect((await send('/codex/analytics-events/events', { method: 'POST', body: '{"events":3}' })).status).toBe(400);
  });
});

test('answers go out compressed to whoever takes that, news do not', async () => {
  const headers = { ...bearer(), 'accept-encoding': 'gzip' };
  const query = new URL('/api/queries', collector.url);
  const compressed = await fetch(query, { headers });
  expect(compressed.headers.get('content-encoding')).toBe('gzip');
  const plain = await fetch(query, { headers: { ...headers, 'accept-encoding': 'identity' } });
  expect(plain.headers.get('content-encoding')).toBeNull();
  expect(await compressed.json()).toEqual(await plain.json());
  const refused = await fetch(new URL('/api/queries/none', collector.url), { headers });
  expect([refused.status, await refused.json()]).toMatchObject([404, { error: { code: 'query_unknown' } }]);
  const live = new AbortController();
  const news = await fetch(new URL('/api/live', collector.url), { headers, signal: live.signal });
  expect(news.headers.get('content-encoding')).toBeNull();
  live.abort();
});

test('a door says which method it takes', async () => {
  const reply = await send('/v1/events', { headers: bearer() });
  expect([reply.status, reply.headers['allow']]).toEqual([405, 'POST']);
});

describe('access', () => {
  test('token, log and store are for their owner alone', () => {
    expect(statSync(join(dataDir, 'token')).mode & 0o777).toBe(0o600);
    for (const folder of ['log', 'store']) expect(statSync(join(dataDir, folder)).mode & 0o777).toBe(0o700);
  });

  test('healthz and readyz need nothing, everything else does', async () => {
    expect((await send('/healthz')).status).toBe(200);
    expect((await send('/readyz')).status).toBe(200);
    for (const path of ['/metrics', '/api/queries', '/api/queries/overview', '/api/live', '/api/status', '/']) {
      expect((await send(path)).status).toBe(401);
    }
    expect((await send('/api/sql', { method: 'POST', body: '{"sql":"SELECT 1"}' })).status).toBe(401);
    expect((await send('/metrics', { headers: bearer() })).text).toContain('tacho_store_ready 1');
  });

  test('the link signs a browser in once and takes the token out of the address', async () => {
    const reply = await send(new URL(collector.pageLink).pathname + new URL(collector.pageLink).search + '&since=7d');
    expect(reply.status).toBe(303);
    expect(reply.headers['location']).toBe('/?since=7d');
    const cookie = String(reply.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
    expect(cookie).not.toContain(collector.token);
    const page = await send('/', { headers: { cookie: cookie.split(';')[0]! } });
    expect(page.text).toContain('<title>page</title>');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    expect(page.headers['access-control-allow-origin']).toBeUndefined();
    expect((await send('/api/queries/overview', { headers: { cookie: cookie.split(';')[0]! } })).status).toBe(200);
    const forget = { method: 'POST', headers: { cookie: cookie.split(';')[0]! }, body: '{"thread":"x"}' };
    expect((await send('/api/forget', forget)).status).toBe(401);
  });

  test('a wrong token in the link signs nobody in', async () => {
    const reply = await send('/?token=wrong');
    expect(reply.status).toBe(401);
    expect(reply.headers['set-cookie']).toBeUndefined();
  });

  test('a name that was made to point here is refused, and so is a page of another origin', async () => {
    expect((await send('/healthz', { headers: { host: 'evil.example:4620' } })).status).toBe(403);
    const foreign = { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{"events":[]}' };
    expect((await send('/codex/analytics-events/events', foreign)).status).toBe(403);
  });

  test.each(['/../secret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt', '/..%5csecret.txt'])(
    'no file outside of the page is served (%s)',
    async (path) => {
      const reply = await send(path, { headers: bearer() });
      expect(reply.text).not.toContain('secret\n');
      expect(reply.text).not.toBe('secret');
    },
  );

  test('files with a hash in their name may be kept', async () => {
    const reply = await send('/assets/main-abc.js', { headers: bearer() });
    expect(reply.headers['cache-control']).toContain('immutable');
    expect(reply.headers['content-type']).toContain('text/javascript');
  });

  test('the compressed form that lies beside a file goes to those who take it, and to nobody else', async () => {
    const asked = (encoding: string) =>
      send('/assets/main-abc.js', { headers: { ...bearer(), 'accept-encoding': encoding } });
    const taken = await asked('gzip, br');
    expect(taken.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
    expect(taken.headers['content-type']).toContain('text/javascript');
    for (const encoding of ['identity', 'br', 'gzip;q=0']) {
      const plain = await asked(encoding);
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.text).toBe('export {};');
    }
  });

  test('headers that are too large are refused', async () => {
    expect((await send('/healthz', { headers: { x: 'y'.repeat(limits.headerBytesMax) } })).status).toBe(431);
  });
});

describe('asking', () => {
  test('an unknown query, a wrong parameter and a wrong zone say so', async () => {
    const get = async (path: string): Promise<unknown> =>
      JSON.parse((await send(path, { headers: bearer() })).text).error.code;
    expect(await get('/api/queries/nothing')).toBe('query_unknown');
    expect(await get('/api/queries/overview?since=yesterdayish')).toBe('parameter_invalid');
    expect(await get('/api/queries/overview?tz=Moon/Crater')).toBe('parameter_invalid');
    expect(await get('/api/queries/overview?nope=1')).toBe('parameter_invalid');
  });

  test('the catalogue holds every query with its statement', async () => {
    const { queries } = JSON.parse((await send('/api/queries', { headers: bearer() })).text);
    expect(queries.map((query: { name: string }) => query.name)).toContain('overview');
    expect(queries[0].sql).toContain('SELECT');
  });

  test('a thread that was just told appears in a query, and a page that watches hears of it', async () => {
    const watching = new AbortController();
    const live = await fetch(`${collector.url}/api/live`, { headers: bearer(), signal: watching.signal });
    const heard = (async () => {
      const decoder = new TextDecoder();
      let text = '';
      for await (const chunk of live.body!) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        if (text.includes('event: loaded')) return text;
      }
      return text;
    })();
    await post(bodyOf([{ id: 'live-1', thread: threadA, turn: 'live' }]));
    expect(await heard).toContain('"sample":false');
    watching.abort();
    // What was heard may still have been of the test before.
    await collector.caughtUp();
    const rows = JSON.parse((await ask("SELECT count() AS n FROM counted_events WHERE turn_id = 'live'")).text).rows;
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('forgets a thread at once, and after a rebuild too', async () => {
    const thread = '01a1f864-0000-7000-8000-00000000dead';
    await post(
      bodyOf([
        { id: 'forget-1', thread },
        { id: 'forget-2', thread: threadA },
      ]),
    );
    await collector.caughtUp();
    const reply = await send('/api/forget', { method: 'POST', headers: bearer(), body: JSON.stringify({ thread }) });
    expect(JSON.parse(reply.text)).toEqual({ rows: 1, lines: 1, segments: 1 });
    const { rows } = JSON.parse(
      (
        await ask(
          `SELECT countIf(thread_id = '${thread}') AS gone, countIf(delivery_id = 'forget-2') AS kept FROM events`,
        )
      ).text,
    );
    expect(rows).toEqual([{ gone: 0, kept: 1 }]);
    expect(readFileSync(join(dataDir, 'log', '0000000001.log'), 'latin1')).not.toContain(thread);
  });
});

describe('starting', () => {
  test('a second collector on one data directory is refused, and the first goes on', async () => {
    await expect(startCollector({ dataDir, port: 0 })).rejects.toMatchObject({ code: 'data_in_use' });
    expect((await send('/readyz')).status).toBe(200);
  });

  test('a port that is taken is named, and the directory is free again', async () => {
    const other = scratchFolder();
    const port = Number(new URL(collector.url).port);
    await expect(startCollector({ dataDir: other, port })).rejects.toMatchObject({ code: 'port_taken' });
    await expect(startCollector({ dataDir: other, port })).rejects.toMatchObject({ code: 'port_taken' });
  });

  test('a data directory that is a file, or cannot be written, is named as such', async () => {
    const folder = scratchFolder();
    await writeFile(join(folder, 'file'), '');
    await expect(startCollector({ dataDir: join(folder, 'file'), port: 0 })).rejects.toMatchObject({
      code: 'data_not_writable',
    });
    await mkdir(join(folder, 'closed'));
    await chmod(join(folder, 'closed'), 0o500);
    // The superuser may write everywhere.
    const outcome = await startCollector({ dataDir: join(folder, 'closed', 'data'), port: 0 }).then(
      async (started) => (await started.close(), 'started'),
      (error: { code: string }) => error.code,
    );
    expect(outcome).toBe(process.getuid?.() === 0 ? 'started' : 'data_not_writable');
  });

  test('an address beyond loopback needs keys', async () => {
    await expect(startCollector({ dataDir: scratchFolder(), host: '0.0.0.0', port: 0 })).rejects.toMatchObject({
      code: 'keys_needed',
    });
  });

  test('samples stand in until the first event, marked as such', async () => {
    const lines = [lineOf({ id: 's1', type: 'codex_hook_run' })];
    const own = await startCollector({ dataDir: scratchFolder(), port: 0, samples: { lines } });
    const headers = { authorization: `Bearer ${own.token}` };
    const overview = async (): Promise<unknown> => (await fetch(`${own.url}/api/queries/overview`, { headers })).json();
    await expect.poll(async () => (await fetch(`${own.url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
    expect(await overview()).toMatchObject({ sample: true, rows: [{ threads: 1 }] });
    await fetch(`${own.url}/v1/events`, {
      method: 'POST',
      headers,
      body: `${lineOf({ id: 'real' })}\n${lineOf({ id: 'r2', thread: 'x' })}`,
    });
    await own.caughtUp();
    const reply = await overview();
    expect(reply).toMatchObject({ rows: [{ threads: 2 }] });
    expect(reply).not.toHaveProperty('sample');
    await own.close();
  });
});
