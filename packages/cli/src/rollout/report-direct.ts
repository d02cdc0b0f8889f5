import { join } from 'node:path';

import {
  loadPrices,
  tokenTotals,
  type Prices,
  type TokenTotals,
  type TokenTotalsRow,
} from '@tachograph/client/rollout/history';

import type { CommandContext } from '../command.js';
import { pricesFile } from '../commands/prices.js';
import { exitCodes, type ExitCode } from '../exit.js';
import { renderTable, type TableColumn } from '../terminal/render-table.js';
import { createProgressLine } from './progress-line.js';
import { skippedLines } from './skipped-lines.js';

/** One day as it is reported. */
interface DayRow {
  readonly day: string;
  uses: number;
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_input_tokens: number;
  output_tokens: number;
  reasoning_output_tokens: number;
  total_tokens: number;
  /** Estimate at list price, of what has one. */
  cost_usd: number;
  unpriced_tokens: number;
  readonly models: string[];
}

/** `tacho report daily --direct PATH`: token totals straight from session logs, without a store. */
export async function reportDirect(
  { config, terminal }: CommandContext,
  path: string,
  options: { readonly timeZone: string; readonly json: boolean },
): Promise<ExitCode> {
  const line = createProgressLine(terminal.columns === null ? null : terminal.err, Date.now);
  const totals = await tokenTotals([path], {
    timeZone: options.timeZone,
    onProgress: ({ files, filesTotal }) =>
      line.show({ bytesDone: 0, bytesTotal: 0, filesDone: files, filesTotal, events: 0 }),
  });
  line.clear();
  const rows = daysOf(totals, loadPrices(join(config.dataDir, pricesFile)));
  if (options.json) terminal.out(`${JSON.stringify({ rows })}\n`);
  else terminal.out(table(rows, terminal.columns, terminal.color));
  for (const text of skippedLines(totals.skipped)) terminal.err(`${text}\n`);
  return totals.skipped.isPartial ? exitCodes.partlyDone : exitCodes.done;
}

/** The rows of each day added up, with their cost. */
export function daysOf(totals: TokenTotals, prices: Prices): readonly DayRow[] {
  const days = new Map<string, DayRow>();
  for (const row of totals.rows) add(dayRow(days, row.day), row, prices);
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function dayRow(days: Map<string, DayRow>, day: string): DayRow {
  const known = days.get(day);
  if (known !== undefined) return known;
  const tokens = { input_tokens: 0, cached_input_tokens: 0, cache_write_input_tokens: 0, output_tokens: 0 };
  const made = {
    day,
    uses: 0,
    ...tokens,
    reasoning_output_tokens: 0,
    total_tokens: 0,
    cost_usd: 0,
    unpriced_tokens: 0,
    models: [],
  };
  days.set(day, made);
  return made;
}

function add(day: DayRow, { model, serviceTier, tokens, uses }: TokenTotalsRow, prices: Prices): void {
  const total = tokens.inputTokens + tokens.outputTokens;
  const cost = prices.costUsd(model, serviceTier, tokens);
  day.uses += uses;
  day.input_tokens += tokens.inputTokens;
  day.cached_input_tokens += tokens.cachedInputTokens;
  day.cache_write_input_tokens += tokens.cacheWriteInputTokens;
  day.output_tokens += tokens.outputTokens;
  day.reasoning_output_tokens += tokens.reasoningOutputTokens;
  day.total_tokens += total;
  if (cost === null) day.unpriced_tokens += total;
  else day.cost_usd += cost;
  if (model !== null && !day.models.includes(model)) day.models.push(model);
}

function table(rows: readonly DayRow[], width: number | null, color: boolean): string {
  if (rows.length === 0) return 'No use of tokens in these session logs.\n';
  const count = (value: number): string => value.toLocaleString('en-US');
  const usd = (value: number): string =>
    value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const column = (head: string, value: (row: DayRow) => string, align: 'left' | 'right' = 'right'): TableColumn => ({
    head,
    align,
    cells: rows.map(value),
  });
  const sum = (value: (row: DayRow) => number): number => rows.reduce((total, row) => total + value(row), 0);
  const columns = [
    column('day', (row) => row.day, 'left'),
    column('input', (row) => count(row.input_tokens)),
    column('of it cached', (row) => count(row.cached_input_tokens)),
    column('output', (row) => count(row.output_tokens)),
    column('of it reasoning', (row) => count(row.reasoning_output_tokens)),
    column('cost US$', (row) => usd(row.cost_usd)),
    column('unpriced tokens', (row) => count(row.unpriced_tokens)),
    column('models', (row) => row.models.join(', '), 'left'),
  ];
  const foot = [
    'all',
    count(sum((row) => row.input_tokens)),
    count(sum((row) => row.cached_input_tokens)),
    count(sum((row) => row.output_tokens)),
    count(sum((row) => row.reasoning_output_tokens)),
    usd(sum((row) => row.cost_usd)),
    count(sum((row) => row.unpriced_tokens)),
    '',
  ];
  return `${renderTable(columns, { width, color, foot })}\nCosts are estimates at list price (tacho prices).\n`;
}
