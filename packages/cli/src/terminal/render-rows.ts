import type { QueryColumn, QueryDefinition } from '@tachograph/collector/queries';

import type { AnswerRow } from '../ask.js';
import { bar } from './bar.js';
import { fitColumns } from './fit-columns.js';
import { formatShort, formatValue } from './format-value.js';
import { plainText } from './plain-text.js';
import { renderTable, type TableColumn } from './render-table.js';

/** Which columns are shown, how they are called, and for what terminal. */
export interface RenderRowsOptions {
  readonly width: number | null;
  readonly color: boolean;
  readonly timeZone: string;
  /** Columns to show, in order of their weight; all of them when absent. */
  readonly columns?: readonly string[];
  /** Heads that say it shorter than the name of the column. */
  readonly heads?: Readonly<Record<string, string>>;
  /** Column whose share is drawn as a bar at the end of the line. */
  readonly barOf?: string;
  /** Columns that are added up in a last line. */
  readonly totals?: readonly string[];
  /** Columns of an id and of that of its parent: rows stand indented below their parents. */
  readonly tree?: { readonly id: string; readonly parent: string };
}

/** Rows of a query as a table for a terminal. Numbers are exact; where that costs a column, large ones are rounded. */
export function renderRows(
  definition: QueryDefinition,
  rows: readonly AnswerRow[],
  options: RenderRowsOptions,
): string {
  const exact = tableOf(definition, rows, options, formatValue);
  const { kept } = fitColumns(exact.columns, options.width, exact.foot);
  const table = kept.length === exact.columns.length ? exact : tableOf(definition, rows, options, formatShort);
  const { barOf } = options;
  const values = barOf === undefined ? [] : rows.map((row) => numberOf(row[barOf]));
  const most = Math.max(0, ...values);
  return renderTable(table.columns, {
    width: options.width,
    color: options.color,
    ...(table.foot === undefined ? {} : { foot: table.foot }),
    bars: (width) => values.map((value) => bar(value, most, width)),
  });
}

type Format = (value: unknown, column: Pick<QueryColumn, 'kind' | 'unit'>, timeZone: string) => string;

function tableOf(
  definition: QueryDefinition,
  rows: readonly AnswerRow[],
  { columns: wanted, heads, totals, timeZone, tree, width }: RenderRowsOptions,
  format: Format,
): { readonly columns: readonly TableColumn[]; readonly foot?: readonly string[] } {
  const names = wanted ?? Object.keys(definition.columns);
  const known = (name: string): QueryColumn =>
    definition.columns[name] ?? { kind: 'string', unit: null, description: '' };
  const columns = names.map((name): TableColumn => {
    const column = known(name);
    const head = heads?.[name] ?? name.replaceAll('_', ' ');
    if (name === tree?.id) return { head, align: 'left', cells: treeCells(rows, tree, width === null), whole: true };
    return {
      head,
      align: column.kind === 'int' || column.kind === 'float' ? 'right' : 'left',
      cells: rows.map((row) => format(row[name], column, timeZone)),
      cutStart: column.unit === 'id',
      whole: column.kind === 'time' || column.kind === 'date',
    };
  });
  if (totals === undefined || rows.length < 2) return { columns };
  const foot = names.map((name, index) => {
    if (!totals.includes(name)) return index === 0 ? 'total' : '';
    // Nothing that is known adds up to nothing known, not to zero.
    const told = rows.map((row) => row[name]).filter((value) => typeof value === 'number');
    const sum = told.length === 0 ? null : told.reduce((all, value) => all + value, 0);
    return format(sum, known(name), timeZone);
  });
  return { columns, foot };
}

/** Digits that tell the ends of ids apart. */
const idDigits = 12;

/** Ids, each indented by how many of its ancestors are among the rows. */
function treeCells(
  rows: readonly AnswerRow[],
  { id, parent }: { readonly id: string; readonly parent: string },
  whole: boolean,
): readonly string[] {
  const depths = new Map<string, number>();
  return rows.map((row) => {
    const own = plainText(String(row[id] ?? ''));
    // Parents come before the threads that they started: the rows are in the order of their first events.
    const depth = (depths.get(String(row[parent] ?? '')) ?? -1) + 1;
    depths.set(String(row[id] ?? ''), depth);
    return `${'  '.repeat(depth)}${whole || own.length <= idDigits + 1 ? own : `…${own.slice(-idDigits)}`}`;
  });
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
