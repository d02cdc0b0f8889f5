import type { QueryDefinition } from '@tachograph/collector/queries';

import type { AnswerRow } from '../ask.js';
import { bar } from './bar.js';
import { formatValue } from './format-value.js';
import { renderTable, type TableColumn } from './render-table.js';

export interface RenderRowsOptions {
  readonly width: number | null;
  readonly color: boolean;
  readonly timeZone: string;
  /** Columns to show, in order; all of them when absent. */
  readonly columns?: readonly string[];
  /** Column whose share is drawn as a bar at the end of the line. */
  readonly barOf?: string;
  /** Columns that are added up in a last line. */
  readonly totals?: readonly string[];
}

const barWidth = 14;

/** Rows of a query as a table for a terminal. */
export function renderRows(
  definition: QueryDefinition,
  rows: readonly AnswerRow[],
  options: RenderRowsOptions,
): string {
  const names = options.columns ?? Object.keys(definition.columns);
  const columns = names.map((name): TableColumn => {
    const column = definition.columns[name] ?? { kind: 'string', unit: null, description: '' };
    return {
      head: name.replaceAll('_', ' '),
      align: column.kind === 'int' || column.kind === 'float' ? 'right' : 'left',
      cells: rows.map((row) => formatValue(row[name], column, options.timeZone)),
      cutStart: column.unit === 'id',
    };
  });
  const foot = options.totals === undefined ? undefined : totalLine(definition, rows, names, options.totals);
  const { barOf } = options;
  if (barOf !== undefined) {
    const values = rows.map((row) => numberOf(row[barOf]));
    const most = Math.max(0, ...values);
    columns.push({ head: '', align: 'left', cells: values.map((value) => bar(value, most, barWidth)) });
  }
  return renderTable(columns, { ...options, ...(foot === undefined ? {} : { foot }) });
}

function totalLine(
  definition: QueryDefinition,
  rows: readonly AnswerRow[],
  names: readonly string[],
  totals: readonly string[],
): readonly string[] {
  return names.map((name, index) => {
    const column = definition.columns[name];
    if (totals.includes(name) && column !== undefined) {
      // Nothing that is known adds up to nothing known, not to zero.
      const known = rows.map((row) => row[name]).filter((value) => typeof value === 'number');
      return formatValue(known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0), column);
    }
    return index === 0 ? 'total' : '';
  });
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
