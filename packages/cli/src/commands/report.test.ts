import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';

import { main } from '../main.js';
import { fakeCollector } from '../testing/fake-collector.js';
import type { Terminal } from '../terminal.js';
import { reportBoards } from './report-boards.js';

/** What `tacho` says when it runs with these arguments, in a terminal of so many columns. */
async function run(argv: readonly string[], columns: number | null = null) {
  let out = '';
  let err = '';
  const terminal: Terminal = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    columns,
    color: false,
  };
  return { code: await main(argv, terminal), out, err };
}

const rows = [
  { day: '2026-03-01', threads: 2, turns: 3, total_tokens: 1_234_567, cost_usd: 1.5, project: 'a,b' },
  { day: '2026-03-02', threads: 1, turns: 1, total_tokens: 1_000, cost_usd: 0.25, project: '=1+1' },
];

describe('tacho report', () => {
  test('asks under all filters that were given, with the key', async () => {
    const { url, asked } = await fakeCollector(200, { rows });
    const filters = {
      since: '7d',
      until: '2026-03-02',
      project: 'acme/shop',
      client: 'codex_vscode',
      model: 'gpt-5.5,gpt-5.4',
      thread_source: 'subagent',
      account: 'team-a',
      tz: 'Europe/Berlin',
    };
    const flags = Object.entries(filters).flatMap(([name, value]) => [`--${name.replaceAll('_', '-')}`, value]);
    process.env['TACHO_TOKEN'] = 'k1';
    try {
      expect(await run(['report', 'models', '--url', url, ...flags])).toMatchObject({ code: 0, err: '' });
    } finally {
      delete process.env['TACHO_TOKEN'];
    }
    expect(asked).toHaveLength(1);
    const { pathname, searchParams } = new URL(asked[0]?.url ?? '', url);
    expect(pathname).toBe('/api/queries/token_mix');
    expect(Object.fromEntries(searchParams)).toEqual({ ...filters, by: 'model' });
    expect(asked[0]?.authorization).toBe('Bearer k1');
  });

  test('without a zone asks in that of the machine, and passes the number of rows on', async () => {
    const { url, asked } = await fakeCollector(200, { rows: [] });
    await run(['report', 'threads', '--url', url, '--limit', '7']);
    expect(Object.fromEntries(new URL(asked[0]?.url ?? '', url).searchParams)).toEqual({ tz: 'UTC', limit: '7' });
    expect(await run(['report', 'tools', '--url', url, '--limit', '7'])).toMatchObject({ code: 2 });
  });

  test.each(Object.entries(reportBoards))('%s is shown as a table that fits, as rows and as CSV', async (name) => {
    const { url } = await fakeCollector(200, { rows });
    for (const columns of [80, 120]) {
      const { code, out } = await run(['report', name, '--url', url], columns);
      expect(code).toBe(0);
      for (const line of out.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(columns);
    }
    const json = await run(['report', name, '--url', url, '--json']);
    expect(JSON.parse(json.out)).toMatchObject({ rows });
    const csv = (await run(['report', name, '--url', url, '--csv'])).out.split('\r\n');
    expect(csv).toHaveLength(rows.length + 2);
    expect(csv[0]).toMatch(/^[a-z_0-9]+(,[a-z_0-9]+)+$/);
  });

  test('CSV holds every column of the query and nothing that a spreadsheet would run', async () => {
    const { url } = await fakeCollector(200, { rows });
    const { out } = await run(['report', 'lines', '--url', url, '--csv']);
    expect(out).toBe(
      'day,project,turns,added_lines,deleted_lines\r\n2026-03-01,"a,b",3,,\r\n2026-03-02,\'=1+1,1,,\r\n',
    );
  });

  test('says which filters hide everything, and that samples are samples', async () => {
    const nothing = await fakeCollector(200, { rows: [] });
    const filtered = await run(['report', 'daily', '--url', nothing.url, '--project', 'x', '--since', '7d']);
    expect(filtered.out).toBe('Nothing under these filters: leave out --since, --project to see more.\n');
    const samples = await fakeCollector(200, { rows, sample: true });
    expect((await run(['report', 'daily', '--url', samples.url])).err).toContain('samples');
  });
});

test('tacho thread finds a thread by the end of its id', async () => {
  const id = '01a1f86d-299d-7f30-9aee-9b5b8c06e0b5';
  const at = '2026-03-01T10:00:00.000Z';
  const told = {
    thread_id: id,
    turn_id: '',
    kind: 'compaction',
    name: '',
    detail: 'context_limit',
    status: 'completed',
  };
  const { url, asked } = await fakeCollector(200, { rows: [{ ...told, started_at: at, ended_at: at }] });
  const { code, out } = await run(['thread', '9b5b8c06e0b5', '--url', url, '--tz', 'Europe/Berlin'], 80);
  expect(code).toBe(0);
  expect(asked.map((one) => one.url)).toEqual([
    '/api/queries/threads?search=9b5b8c06e0b5',
    `/api/queries/thread_events?thread=${id}`,
  ]);
  expect(out).toContain('2026-03-01 11:00:00');
  expect(out).toContain('compaction     (context_limit)\n');
});

test('tacho query takes parameters and filters, tacho sql a statement', async () => {
  const { url, asked } = await fakeCollector(200, { rows: [{ n: 1 }] });
  expect((await run(['query', 'usage', '--url', url, '--by', 'project', '--since', '7d', '--json'])).code).toBe(0);
  expect(Object.fromEntries(new URL(asked[0]?.url ?? '', url).searchParams)).toMatchObject({
    by: 'project',
    since: '7d',
  });
  expect(JSON.parse((await run(['sql', 'SELECT 1 AS n', '--url', url, '--json'])).out)).toMatchObject({
    rows: [{ n: 1 }],
  });
  expect(asked[1]?.url).toBe('/api/sql');
});
