import stringWidth from 'string-width';

import { fitColumns, gap } from './fit-columns.js';

/** A column of a table: its head and the text of each cell. */
export interface TableColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  /** Cut from the left rather than the right when too long: the end of an id tells more than its beginning. */
  readonly cutStart?: boolean;
  /** Never cut: half a moment says nothing. Numbers, which stand at the right, are whole in any case. */
  readonly whole?: boolean;
}

/** For what terminal a table is, and what goes with its rows. */
export interface TableOptions {
  /** Columns of the terminal; null where nothing limits a line. */
  readonly width: number | null;
  readonly color: boolean;
  /** A line below the rows, such as a total; one text for each column. */
  readonly foot?: readonly string[];
  /** Drawn at the end of each line in the room that is left there, which may be none. */
  readonly bars?: (width: number) => readonly string[];
}

const barWidthMax = 14;
/** A shorter bar shows no difference. */
const barWidthMin = 5;

/** Rows as lines that fit the width: long texts are cut, and when that is not enough, columns are left out from the right. */
export function renderTable(columns: readonly TableColumn[], options: TableOptions): string {
  const { width, color, foot } = options;
  const { kept, widths } = fitColumns(columns, width, foot);
  const used = widths.reduce((sum, one) => sum + one + gap, 0);
  const room = width === null ? barWidthMax : Math.min(barWidthMax, width - used);
  const bars = room < barWidthMin ? [] : (options.bars?.(room) ?? []);
  const line = (texts: readonly string[], bar = ''): string => {
    const cells = kept.map((index, place) => pad(texts[index] ?? '', widths[place] ?? 0, columns[index]));
    return [...cells, bar].join(' '.repeat(gap)).trimEnd();
  };
  const rowCount = Math.max(0, ...columns.map((column) => column.cells.length));
  const lines = [dim(line(columns.map((column) => column.head)), color)];
  for (let row = 0; row < rowCount; row += 1) {
    lines.push(
      line(
        columns.map((column) => column.cells[row] ?? ''),
        bars[row],
      ),
    );
  }
  if (foot !== undefined) lines.push(bold(line(foot), color));
  const left = columns.filter((_, index) => !kept.includes(index)).map((column) => column.head);
  if (left.length > 0) {
    const note = `No room for: ${left.join(', ')}. A wider terminal or --json shows ${left.length === 1 ? 'it' : 'them'}.`;
    lines.push(...wrap(note, width ?? Number.POSITIVE_INFINITY).map((part) => dim(part, color)));
  }
  return `${lines.join('\n')}\n`;
}

function pad(text: string, width: number, column: TableColumn | undefined): string {
  const cut = cutTo(text, width, column?.cutStart === true);
  const room = ' '.repeat(Math.max(0, width - stringWidth(cut)));
  return column?.align === 'right' ? room + cut : cut + room;
}

/** A text in so many columns at most, with a sign where it was cut. */
export function cutTo(text: string, width: number, fromStart = false): string {
  if (stringWidth(text) <= width) return text;
  const letters = fromStart ? [...text].toReversed() : [...text];
  let kept = '';
  let used = 1;
  for (const letter of letters) {
    used += stringWidth(letter);
    if (used > width) break;
    kept = fromStart ? letter + kept : kept + letter;
  }
  return fromStart ? `…${kept}` : `${kept}…`;
}

function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function dim(text: string, color: boolean): string {
  return color ? `\u001B[2m${text}\u001B[22m` : text;
}

function bold(text: string, color: boolean): string {
  return color ? `\u001B[1m${text}\u001B[22m` : text;
}
