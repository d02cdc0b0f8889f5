import stringWidth from 'string-width';

/** A column of a table: its head and the text of each cell. */
export interface TableColumn {
  readonly head: string;
  readonly align: 'left' | 'right';
  readonly cells: readonly string[];
  /** Cut from the left rather than the right when too long: the end of an id tells more than its beginning. */
  readonly cutStart?: boolean;
}

export interface TableOptions {
  /** Columns of the terminal; null where nothing limits a line. */
  readonly width: number | null;
  readonly color: boolean;
  /** A line below the rows, such as a total; one text for each column. */
  readonly foot?: readonly string[];
}

const gap = 2;
/** A text column is not cut to fewer columns than this; a whole column is left out first. */
const textWidthMin = 10;

/** Rows as lines that fit the width: long texts are cut, and when that is not enough, columns are left out from the right. */
export function renderTable(columns: readonly TableColumn[], options: TableOptions): string {
  const widths = columns.map((column, index) =>
    Math.max(
      stringWidth(column.head),
      stringWidth(options.foot?.[index] ?? ''),
      ...column.cells.map((cell) => stringWidth(cell)),
    ),
  );
  const { kept, fitted } = fit(columns, widths, options.width);
  const line = (texts: readonly string[]): string =>
    kept
      .map((index, place) => pad(texts[index] ?? '', fitted[place] ?? 0, columns[index]))
      .join(' '.repeat(gap))
      .trimEnd();
  const rowCount = Math.max(0, ...columns.map((column) => column.cells.length));
  const lines = [dim(line(columns.map((column) => column.head)), options.color)];
  for (let row = 0; row < rowCount; row += 1) lines.push(line(columns.map((column) => column.cells[row] ?? '')));
  if (options.foot !== undefined) lines.push(bold(line(options.foot), options.color));
  const left = columns.length - kept.length;
  if (left > 0) {
    const names = columns.filter((_, index) => !kept.includes(index)).map((column) => column.head);
    lines.push(
      dim(
        `(${names.join(', ')}: no room; a wider terminal or --json shows ${left === 1 ? 'it' : 'them'})`,
        options.color,
      ),
    );
  }
  return `${lines.join('\n')}\n`;
}

function fit(
  columns: readonly TableColumn[],
  natural: readonly number[],
  width: number | null,
): { readonly kept: readonly number[]; readonly fitted: readonly number[] } {
  const kept = columns.map((_, index) => index);
  const fitted = [...natural];
  const total = (): number => fitted.reduce((sum, one) => sum + one, 0) + gap * (fitted.length - 1);
  while (width !== null && total() > width) {
    const widestText = kept.reduce<number | null>((best, index, place) => {
      const one = fitted[place] ?? 0;
      if (columns[index]?.align !== 'left' || one <= textWidthMin) return best;
      return best === null || one > (fitted[best] ?? 0) ? place : best;
    }, null);
    if (widestText !== null) fitted[widestText] = Math.max(textWidthMin, (fitted[widestText] ?? 0) - (total() - width));
    else if (kept.length > 1) {
      kept.pop();
      fitted.pop();
    } else break;
  }
  return { kept, fitted };
}

function pad(text: string, width: number, column: TableColumn | undefined): string {
  const cut = stringWidth(text) <= width ? text : cutTo(text, width, column?.cutStart === true);
  const room = ' '.repeat(Math.max(0, width - stringWidth(cut)));
  return column?.align === 'right' ? room + cut : cut + room;
}

function cutTo(text: string, width: number, fromStart: boolean): string {
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

function dim(text: string, color: boolean): string {
  return color ? `\u001B[2m${text}\u001B[22m` : text;
}

function bold(text: string, color: boolean): string {
  return color ? `\u001B[1m${text}\u001B[22m` : text;
}
