import { describe, expect, test } from 'vitest';

import { setPageStage } from './support/page-stage.js';
import { settled } from './support/page-visits.js';
import { expectedOf, readBoard, type Board, type ReportRow } from './support/read-board.js';
import { numberIn, readPanel, readTiles } from './support/read-panel.js';
import { requireProgram } from './support/require-program.js';
import { sentRecordings } from './support/sent-recordings.js';
import {
  hasFailed,
  isToolCall,
  numberOf,
  rootsOf,
  sumBy,
  textOf,
  tokenUses,
  totalOf,
  typeOf,
  type ModelPrice,
  type SentEvent,
  type TokenUse,
} from './support/sum-events.js';
import { runTachoJson } from './support/tacho.js';
import { untilStored } from './support/until-stored.js';

const chromiumPath = requireProgram('chromium');

/** Names of the wire stand on the page as words. */
const asWords = (name: unknown): string =>
  name === '' || name === null ? 'not told' : String(name).replaceAll('_', ' ');

const tokensBy = (by: string, report: string): Board => ({
  view: `usage&by=${by}`,
  panel: 'token_mix',
  report: [report],
  keyOnPage: (row) => row['Value'] ?? '',
  keyInReport: (row) => asWords(row['key']),
  heads: {
    uses: 'Uses',
    cached_input_tokens: 'Cached input',
    output_tokens: 'Output',
    reasoning_output_tokens: 'of it reasoning',
    total_tokens: 'Total',
    cost_usd: 'Est. cost',
  },
});

const shortId = (id: unknown): string => `…${String(id).slice(-12)}`;
const firstWord = (text: string | undefined): string => /…[0-9a-f]+/.exec(text ?? '')?.[0] ?? '';

describe.skipIf(chromiumPath === undefined)('the numbers of recordings, added up by hand', () => {
  let events: readonly SentEvent[];
  let uses: readonly TokenUse[];
  const stage = setPageStage({
    name: 'recorded-numbers',
    chromiumPath,
    async fill(collector, dataDir) {
      events = await sentRecordings(collector);
      await untilStored(collector, events.length);
      const { rows } = (await runTachoJson(['prices'], { dataDir })) as { readonly rows: readonly ModelPrice[] };
      uses = tokenUses(events, rows);
    },
  });

  const report = (args: readonly string[]): Promise<unknown> => runTachoJson(args, { dataDir: stage.dataDir });

  const read = (board: Board) => readBoard(board, stage.visits, stage.dataDir);

  test.each([
    ['model', 'models', (use: TokenUse) => use.model],
    ['project', 'projects', (use: TokenUse) => use.from.envelope.project],
    ['client', 'clients', (use: TokenUse) => use.from.envelope.client],
    ['purpose', 'purposes', (use: TokenUse) => use.purpose],
  ] as const)('tokens and cost by %s', async (by, name, keyOf) => {
    const wanted = sumBy(uses, (use) => [asWords(keyOf(use)), use.numbers]);
    expect(Object.keys(wanted).length).toBeGreaterThan(1);
    const board = tokensBy(by, name);
    expect(await read(board)).toEqual(expectedOf(board, wanted));
  });

  test('tiles, the chart of days, the terminal and the unpriced tokens', async () => {
    const all = totalOf(sumBy(uses, (use) => [use.model, use.numbers]));
    const turns = events.filter((one) => typeOf(one) === 'codex_turn_event');
    const calls = events.filter(isToolCall);
    const failed = [...turns.filter((one) => textOf(one, 'status') === 'failed'), ...calls.filter(hasFailed)];
    const wanted = {
      threads: new Set(events.map((one) => textOf(one, 'thread_id')).filter((id) => id !== '')).size,
      turns: turns.length,
      total_tokens: all['total_tokens'],
      cost_usd: Number(all['cost_usd']?.toFixed(2)),
      commands: events.filter((one) => typeOf(one) === 'codex_command_execution_event').length,
      failures: failed.length,
    };
    expect(all['unpriced_tokens']).toBeGreaterThan(0);
    const page = await stage.visits.open('since=all');
    const tiles = await readTiles(page, 'overview');
    expect(Object.fromEntries(Object.entries(tiles).map(([name, text]) => [name, numberIn(text)]))).toEqual(wanted);
    const chart = await page.locator('section[data-query="daily"] [role=img]').getAttribute('aria-label');
    expect(numberIn(/: ([\d,]+) in/.exec(chart ?? '')?.[1])).toBe(wanted.total_tokens);
    await page.goto(`${stage.collector.url}/?view=health&since=all`);
    const health = await readTiles(page, 'overview');
    expect(numberIn(health['unpriced_tokens'])).toBe(all['unpriced_tokens']);
    await page.context().close();

    const { rows } = (await report(['report', 'overview'])) as { readonly rows: readonly ReportRow[] };
    expect(rows[0]).toMatchObject({ ...wanted, cost_usd: expect.closeTo(wanted.cost_usd, 2) });
    expect(rows[0]?.['unpriced_tokens']).toBe(all['unpriced_tokens']);
  });

  test('sub-agents: each thread by itself and its tree', async () => {
    const roots = rootsOf(events);
    const own = sumBy(uses, (use) => [use.threadId, use.numbers]);
    const trees = sumBy(uses, (use) => [roots.get(use.threadId) ?? '', use.numbers]);
    const inTrees = [...roots].filter(([, root]) => [...roots.values()].filter((one) => one === root).length > 1);
    const wanted = sumBy(inTrees, ([id, root]) => [
      shortId(id),
      {
        total_tokens: own[id]?.['total_tokens'] ?? 0,
        tree_tokens: trees[root]?.['total_tokens'] ?? 0,
        turns: events.filter((one) => typeOf(one) === 'codex_turn_event' && textOf(one, 'thread_id') === id).length,
        tool_calls: events.filter((one) => isToolCall(one) && textOf(one, 'thread_id') === id).length,
      },
    ]);
    expect(inTrees.length).toBeGreaterThan(new Set(inTrees.map(([, root]) => root)).size);
    const board: Board = {
      view: 'subagents',
      panel: 'subagents',
      report: ['subagents', '--limit', '5000'],
      keyOnPage: (row) => firstWord(row['Thread']),
      keyInReport: (row) => shortId(row['thread_id']),
      heads: {
        total_tokens: 'Tokens',
        tree_tokens: 'Tokens of the tree',
        turns: 'Turns',
        tool_calls: 'Tool calls',
      },
    };
    expect(await read(board)).toEqual(expectedOf(board, wanted));
    // The thread that stands for a tree among the most expensive ones counts with its sub-agents.
    const { rows } = (await report(['report', 'top', '--limit', '1000'])) as { readonly rows: readonly ReportRow[] };
    const top = sumBy(rows, (row) => [String(row['thread_id']), { total_tokens: Number(row['total_tokens']) }]);
    expect(top).toEqual(
      sumBy(uses, ({ threadId, numbers }) => [
        roots.get(threadId) ?? '',
        { total_tokens: numbers['total_tokens'] ?? 0 },
      ]),
    );
  });

  test('the funnel of approvals', async () => {
    const reviews = events.filter((one) => typeOf(one) === 'codex_review_event');
    const outcomeOf = (one: SentEvent): string => {
      const [status, resolution] = [textOf(one, 'status'), textOf(one, 'resolution')];
      if (status !== 'approved') return status;
      if (resolution === 'session_approval') return 'approved_for_session';
      return resolution.endsWith('_policy_amendment') ? 'approved_by_rule' : status;
    };
    const wanted = sumBy(reviews, (one) => [`${textOf(one, 'reviewer')}: ${asWords(outcomeOf(one))}`, { reviews: 1 }]);
    const board: Board = {
      view: 'approvals',
      panel: 'approvals',
      report: ['approvals'],
      keyOnPage: (row) => `${row['Decided by'] ?? ''}: ${row['Outcome'] ?? ''}`,
      keyInReport: (row) => `${String(row['reviewer'])}: ${asWords(row['outcome'])}`,
      heads: { reviews: 'Decisions' },
    };
    expect(await read(board)).toEqual(expectedOf(board, wanted));
    const page = await stage.visits.open('view=approvals&since=all');
    await settled(page);
    const boxes = await page.locator('section[data-query="approvals"] .flow text').allTextContents();
    for (const reviewer of ['user', 'guardian']) {
      const own = reviews.filter((one) => textOf(one, 'reviewer') === reviewer).length;
      expect(boxes.map((text) => text.replaceAll(' ', ''))).toContain(`${own}${reviewer}`);
    }
    const { rows } = (await report(['report', 'approvals'])) as { readonly rows: readonly ReportRow[] };
    const waited = reviews.reduce((sum, one) => sum + numberOf(one, 'duration_ms'), 0);
    expect(rows.reduce((sum, row) => sum + Number(row['wait_total_ms']), 0)).toBe(waited);
    await page.context().close();
  });

  test('calls of each tool, and what failed', async () => {
    const board: Board = {
      view: 'tools',
      panel: 'tools',
      report: ['tools'],
      keyOnPage: (row) => row['Tool'] ?? '',
      keyInReport: (row) =>
        row['server'] === ''
          ? String(row['tool_name'] || row['tool_kind'])
          : `${String(row['server'])} / ${String(row['tool_name'])}`,
      heads: { calls: 'Calls', failed: 'Failed', rejected: 'Rejected' },
    };
    expect(await read(board)).toEqual(
      expectedOf(
        board,
        sumBy(events.filter(isToolCall), (one) => {
          const server = textOf(one, 'mcp_server_name');
          const name = textOf(one, 'tool_name');
          const status = textOf(one, 'terminal_status');
          const numbers = { calls: 1, failed: Number(status === 'failed'), rejected: Number(status === 'rejected') };
          return [server === '' ? name : `${server} / ${name}`, numbers];
        }),
      ),
    );
  });

  test('lines that turns left', async () => {
    const board: Board = {
      view: 'lines',
      panel: 'accepted_lines',
      report: ['lines'],
      keyOnPage: (row) => row['Project'] ?? '',
      keyInReport: (row) => String(row['project']),
      heads: { turns: 'Turns', added_lines: 'Added', deleted_lines: 'Deleted' },
    };
    expect(await read(board)).toEqual(
      expectedOf(
        board,
        sumBy(events, (one) => {
          if (typeOf(one) !== 'codex_accepted_line_fingerprints') return null;
          const [added, deleted] = [numberOf(one, 'accepted_added_lines'), numberOf(one, 'accepted_deleted_lines')];
          return [one.envelope.project, { turns: 1, added_lines: added, deleted_lines: deleted }];
        }),
      ),
    );
  });

  test('reviews by the guardian', async () => {
    const reviews = events.filter((one) => typeOf(one) === 'codex_guardian_review');
    const ended = sumBy(reviews, (one) => [asWords(textOf(one, 'terminal_status')), { reviews: 1 }]);
    const page = await stage.visits.open('view=guardian&since=all');
    const tiles = await readTiles(page, 'guardian');
    expect(numberIn(tiles['reviews'])).toBe(reviews.length);
    expect(numberIn(tiles['denied'])).toBe(ended['denied']?.['reviews']);
    const byDay = sumBy(await readPanel(page, 'guardian_daily'), (row) => [
      row['Ended'] ?? '',
      { reviews: numberIn(row['Reviews']) },
    ]);
    expect(byDay).toEqual(ended);
    await page.context().close();
    const { rows } = (await report(['report', 'guardian'])) as { readonly rows: readonly ReportRow[] };
    expect(rows[0]).toMatchObject({
      reviews: reviews.length,
      approved: ended['approved']?.['reviews'],
      denied: ended['denied']?.['reviews'],
      timed_out: ended['timed out']?.['reviews'],
    });
  });

  test('nothing went wrong meanwhile', () => {
    expect(stage.visits.faults).toEqual([]);
    expect(stage.visits.strangers).toEqual([]);
  });
});
