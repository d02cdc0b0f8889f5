import { queryDefinitions, type QueryDefinition } from '@tachograph/collector/queries';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';

import type { AnswerRow } from '../ask.js';
import { headsOf, reportBoards } from '../commands/report-boards.js';
import { renderRows } from './render-rows.js';

const models: readonly AnswerRow[] = [
  { key: 'gpt-5.5', cost_usd: 437.12, total_tokens: 236_552_841, cache_hit_ratio: 0.735, uses: 1553 },
  { key: 'gpt-5.4-mini', cost_usd: null, total_tokens: 86_255_982, cache_hit_ratio: 0.747, uses: 593 },
];
const plain = { color: false, timeZone: 'UTC' };
const columns = ['key', 'cost_usd', 'total_tokens', 'cache_hit_ratio', 'uses'];
const heads = { cost_usd: 'cost', total_tokens: 'tokens', cache_hit_ratio: 'cache hits' };
const totals = ['cost_usd', 'total_tokens', 'uses'];

function definitionOf(name: string): QueryDefinition {
  const found = queryDefinitions.find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`no query ${name}`);
  return found;
}

describe('rows of a query', () => {
  const options = { ...plain, columns, heads, totals, barOf: 'total_tokens' };

  test('are exact where there is room, with bars in what is left', () => {
    expect(renderRows(definitionOf('token_mix'), models, { ...options, width: 70 })).toBe(
      [
        'key              cost       tokens  cache hits   uses',
        'gpt-5.5       $437.12  236,552,841       73.5%  1,553  ██████████████',
        'gpt-5.4-mini        -   86,255,982       74.7%    593  █████▏',
        'total         $437.12  322,808,823              2,146',
        '',
      ].join('\n'),
    );
  });

  test('round large numbers before a column is left out', () => {
    expect(renderRows(definitionOf('token_mix'), models, { ...options, width: 50 })).toBe(
      [
        'key              cost  tokens  cache hits   uses',
        'gpt-5.5       $437.12    237M       73.5%  1,553',
        'gpt-5.4-mini        -   86.3M       74.7%    593',
        'total         $437.12    323M              2,146',
        '',
      ].join('\n'),
    );
  });

  test('have no total of a single row', () => {
    expect(renderRows(definitionOf('token_mix'), models.slice(0, 1), { ...options, width: 70 })).not.toContain('total');
  });
});

test('threads stand below those that started them', () => {
  const row = (id: string, parent: string): AnswerRow => ({ thread_id: id, parent_thread_id: parent, turns: 1 });
  const [root, child, grandchild] = ['1', '2', '3'].map((end) => `01a1f86d-299d-7f30-9aee-00000000000${end}`);
  const rows = [
    row(root ?? '', ''),
    row(child ?? '', root ?? ''),
    row(grandchild ?? '', child ?? ''),
    row('x', 'gone'),
  ];
  const tree = { id: 'thread_id', parent: 'parent_thread_id' };
  const shown = { ...plain, columns: ['thread_id', 'turns'], tree };
  expect(renderRows(definitionOf('subagents'), rows, { ...shown, width: 40 })).toBe(
    [
      'thread id          turns',
      '…000000000001          1',
      '  …000000000002        1',
      '    …000000000003      1',
      'x                      1',
      '',
    ].join('\n'),
  );
  expect(renderRows(definitionOf('subagents'), rows, { ...shown, width: null })).toContain(`\n  ${child}`);
});

describe.each(Object.entries(reportBoards))('the board %s', (_, board) => {
  const definition = definitionOf(board.query);
  const kinds = {
    string: 'a name that is rather long, as some are',
    int: 1_234_567_890,
    float: 0.5,
    bool: true,
  } as const;
  const row = Object.fromEntries(
    Object.entries(definition.columns).map(([name, { kind, unit }]) => {
      if (kind === 'time') return [name, '2026-03-01T10:00:00.000Z'];
      if (kind === 'date') return [name, '2026-03-01'];
      return [name, unit === 'id' ? '01a1f86d-299d-7f30-9aee-9b5b8c06e0b5' : kind === 'json' ? [] : kinds[kind]];
    }),
  );

  test.each([60, 80, 120])('fits %d columns and names only what the query has', (width) => {
    for (const name of [...(board.columns ?? []), ...(board.totals ?? []), ...(board.barOf ? [board.barOf] : [])]) {
      expect(Object.keys(definition.columns)).toContain(name);
    }
    const text = renderRows(definition, [row, row], { ...plain, ...board, heads: headsOf(board), width });
    for (const line of text.split('\n')) expect(stringWidth(line)).toBeLessThanOrEqual(width);
    expect(text).not.toMatch(/…-03-01|2026-0…/);
  });
});
