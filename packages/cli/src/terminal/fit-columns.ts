import stringWidth from 'string-width';

import type { TableColumn } from './render-table.js';

/** Columns between two columns. */
export const gap = 2;

/** Which columns are shown, and how wide each of them is. */
export interface FittedColumns {
  readonly kept: readonly number[];
  readonly widths: readonly number[];
}

/** A text is cut to no fewer columns than this while a column of less weight can be left out. */
const textWidthWanted = 16;
/** An id that is cut to this still holds the twelve digits that tell it from others. */
const idWidthWanted = 13;
/** Columns that are shown in any case, their texts cut as far as it takes. */
const columnsMin = 3;
const textWidthMin = 8;

/** Cuts texts, then leaves out columns from the right, until a line fits. */
export function fitColumns(
  columns: readonly TableColumn[],
  width: number | null,
  foot: readonly string[] = [],
): FittedColumns {
  const natural = columns.map((column, index) =>
    Math.max(
      stringWidth(column.head),
      stringWidth(foot[index] ?? ''),
      ...column.cells.map((cell) => stringWidth(cell)),
    ),
  );
  if (width === null) return { kept: columns.map((_, index) => index), widths: natural };
  // The end of an id is enough to name its thread; the room is for what people compare.
  for (const [index, column] of columns.entries()) {
    if (column.cutStart === true) natural[index] = Math.min(natural[index] ?? 0, idWidthWanted);
  }
  for (let count = columns.length; ; count -= 1) {
    const isLastTry = count <= columnsMin;
    const shown = columns.slice(0, count);
    const least = shown.map((column, index) => leastWidth(column, natural[index] ?? 0, isLastTry));
    const widths = shrink(natural.slice(0, count), least, width);
    if (widths !== null) return { kept: shown.map((_, index) => index), widths };
    if (count <= 1) return { kept: [0], widths: [Math.min(natural[0] ?? 0, width)] };
  }
}

function leastWidth(column: TableColumn, natural: number, isLastTry: boolean): number {
  if (column.align === 'right' || column.whole === true) return natural;
  if (column.cutStart === true) return Math.min(natural, idWidthWanted);
  return Math.min(natural, isLastTry ? textWidthMin : textWidthWanted);
}

/** Takes from the widest that can give, until all fit; null when they cannot. */
function shrink(natural: readonly number[], least: readonly number[], width: number): readonly number[] | null {
  const widths = [...natural];
  let excess = widths.reduce((sum, one) => sum + one, 0) + gap * (widths.length - 1) - width;
  while (excess > 0) {
    let widest = -1;
    for (const [place, one] of widths.entries()) {
      if (one > (least[place] ?? 0) && one > (widths[widest] ?? 0)) widest = place;
    }
    if (widest < 0) return null;
    widths[widest] = (widths[widest] ?? 0) - 1;
    excess -= 1;
  }
  return widths;
}
