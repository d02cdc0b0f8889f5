import { queryDefinitions, type QueryDefinition } from '@tachograph/collector/queries';
import { expect, test } from 'vitest';

import { renderBoard } from './render-board.js';
import { reportBoards } from './report-boards.js';

const form = { width: 100, color: false, timeZone: 'UTC' };

function definitionOf(name: string): QueryDefinition {
  const found = queryDefinitions.find((definition) => definition.name === name);
  if (found === undefined) throw new Error(`no query ${name}`);
  return found;
}

test('costs say how many tokens they leave out', () => {
  const board = reportBoards['models'];
  if (board === undefined) throw new Error('no board');
  const row = { key: 'house-model', cost_usd: null, total_tokens: 1_500, unpriced_tokens: 1_500 };
  const note = '1,500 tokens have no price';
  expect(renderBoard(board, definitionOf('token_mix'), [row], form)).toContain(note);
  expect(renderBoard(board, definitionOf('token_mix'), [{ ...row, unpriced_tokens: 0 }], form)).not.toContain('price');
});

test('a list names its numbers without their units, which stand with the values', () => {
  const row = { reviews: 3, latency_p50_ms: 1_500 };
  const text = renderBoard({ query: 'guardian', asList: true }, definitionOf('guardian'), [row], form);
  expect(text).toContain('latency p50                 1.5 s\n');
});

test('below the sources stand the tokens without price and what is odd, as on the page', () => {
  const below = reportBoards['health']?.below ?? [];
  expect(below.map(({ query }) => query)).toEqual(['overview', 'anomalies']);
  const [unpriced] = below;
  if (unpriced === undefined) throw new Error('nothing below');
  expect(renderBoard(unpriced, definitionOf('overview'), [{ unpriced_tokens: 12 }], form)).toBe(
    'tokens without price        12\n',
  );
});
