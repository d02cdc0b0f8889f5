import type { QueryDefinition } from '@tachograph/collector/queries';

import type { AnswerRow } from '../ask.js';
import { formatValue } from '../terminal/format-value.js';
import { renderRows, type RenderRowsOptions } from '../terminal/render-rows.js';
import { headsOf, type ReportBoard } from './report-boards.js';

const listHeadWidth = 28;

/** A board as text for a terminal: a table, or a list of names and numbers where there is one row. */
export function renderBoard(
  board: ReportBoard,
  definition: QueryDefinition,
  rows: readonly AnswerRow[],
  form: Pick<RenderRowsOptions, 'width' | 'color' | 'timeZone'>,
): string {
  if (board.asList === true) return renderList(board, definition, rows[0] ?? {}, form.timeZone);
  const table = renderRows(definition, rows, { ...board, heads: headsOf(board), ...form });
  return table + unpricedText(definition, rows);
}

function renderList(board: ReportBoard, definition: QueryDefinition, row: AnswerRow, timeZone: string): string {
  const lines = (board.columns ?? Object.keys(definition.columns)).map((name) => {
    const { kind, unit } = definition.columns[name] ?? { kind: 'string', unit: null };
    // The value says its unit.
    const head = board.heads?.[name] ?? name.replace(/_(ms|usd)$/, '').replaceAll('_', ' ');
    return `${head.padEnd(listHeadWidth)}${formatValue(row[name], { kind, unit }, timeZone)}\n`;
  });
  return lines.join('');
}

/** What the costs of a table leave out; nothing where each token has its price. */
function unpricedText(definition: QueryDefinition, rows: readonly AnswerRow[]): string {
  if (!Object.hasOwn(definition.columns, 'unpriced_tokens')) return '';
  const tokens = rows.reduce((sum, row) => sum + Number(row['unpriced_tokens'] ?? 0), 0);
  if (tokens === 0) return '';
  return `${formatValue(tokens, { kind: 'int', unit: 'tokens' })} tokens have no price: \`tacho prices --set\` gives them one.\n`;
}
