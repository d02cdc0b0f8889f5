import type { PageVisits } from './page-visits.js';
import { numberIn, readPanel, type PanelRow } from './read-panel.js';
import { sumBy, type Sums } from './sum-events.js';
import { runTachoJson } from './tacho.js';

/** A row of `tacho report BOARD --json`. */
export type ReportRow = Readonly<Record<string, unknown>>;

/** A board: where its numbers stand on the page and in the terminal, and how its rows are told apart there. */
export type Board = {
  readonly view: string;
  readonly panel: string;
  readonly report: readonly string[];
  /** Key of a row, from heads of the page and from columns of the report. */
  readonly keyOnPage: (row: PanelRow) => string;
  readonly keyInReport: (row: ReportRow) => string;
  /** Heads on the page by the columns of the report. */
  readonly heads: Readonly<Record<string, string>>;
};

/** What the terminal and the page say. */
export type BoardNumbers = { readonly terminal: Sums; readonly page: Sums };

/** Reads a board in the terminal and on the page. */
export async function readBoard(board: Board, visits: PageVisits, dataDir: string): Promise<BoardNumbers> {
  const answer = await runTachoJson(['report', ...board.report], { dataDir });
  const { rows } = answer as { readonly rows: readonly ReportRow[] };
  const columns = Object.entries(board.heads);
  const terminal = sumBy(rows, (row) => [
    board.keyInReport(row),
    Object.fromEntries(columns.map(([column]) => [column, Number(row[column] ?? 0)])),
  ]);
  const visited = await visits.open(`view=${board.view}&since=all`);
  const page = sumBy(await readPanel(visited, board.panel), (row) => [
    board.keyOnPage(row),
    Object.fromEntries(columns.map(([column, head]) => [column, numberIn(row[head])])),
  ]);
  await visited.context().close();
  return { terminal: rounded(terminal, board, costDigits), page: rounded(page, board, centDigits) };
}

/** What both should say. */
export function expectedOf(board: Board, sums: Sums): BoardNumbers {
  return { terminal: rounded(sums, board, costDigits), page: rounded(sums, board, centDigits) };
}

/** Digits of a cost that the terminal's rows tell for sure, and that the page shows. */
const costDigits = 4;
const centDigits = 2;

/** Only the numbers of the board. */
function rounded(sums: Sums, { heads }: Board, digits: number): Sums {
  const round = (name: string, value: number): number => Number(value.toFixed(name === 'cost_usd' ? digits : 0));
  return Object.fromEntries(
    Object.entries(sums).map(([key, numbers]) => [
      key,
      Object.fromEntries(Object.keys(heads).map((name) => [name, round(name, numbers[name] ?? 0)])),
    ]),
  );
}
