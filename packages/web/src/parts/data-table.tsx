import type { ComponentChildren } from 'preact';
import { useContext, useState } from 'preact/hooks';

import type { AnyRow } from '../ask.js';
import { catalogue, needCatalogue } from '../catalogue.js';
import { formatValue } from '../format.js';
import { PanelQuery } from './panel-query.js';

/** One column of a table. */
export type TableColumn<Row extends AnyRow> = {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  /** How a cell is drawn; absent: its value by its unit. */
  readonly cell?: (row: Row) => ComponentChildren;
  /** Address of the rows behind a number. */
  readonly href?: (row: Row) => string;
  /** Columns that a phone has no room for. */
  readonly wideOnly?: boolean;
};

export type DataTableProps<Row extends AnyRow> = {
  readonly caption: string;
  readonly columns: readonly TableColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row, index: number) => string;
  /** Attributes of a row that tests and scripts find it by. */
  readonly rowAttributes?: (row: Row) => Readonly<Record<string, string>>;
};

const textUnits = new Set(['id', 'name', 'text', 'date', 'time']);

/** Rows as a table that can be sorted by any column. */
export function DataTable<Row extends AnyRow>({ caption, columns, rows, rowKey, rowAttributes }: DataTableProps<Row>) {
  const [sort, setSort] = useState<{ readonly key: string; readonly down: boolean } | null>(null);
  const name = useContext(PanelQuery);
  const sorted =
    sort === null ? rows : rows.toSorted((a, b) => compare(a[sort.key], b[sort.key]) * (sort.down ? -1 : 1));
  const meanings = catalogue.value?.find((query) => query.name === name)?.columns;
  const toggle = (key: string) =>
    setSort(sort?.key !== key ? { key, down: true } : sort.down ? { key, down: false } : null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls sideways, so the keyboard must reach it
    <div class="table-scroll" tabIndex={0} role="group" aria-label={caption} onPointerEnter={needCatalogue}>
      <table>
        <caption class="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column.key}
                scope="col"
                class={cellClass(column)}
                title={meanings?.[column.key]?.description}
                aria-sort={sort?.key === column.key ? (sort.down ? 'descending' : 'ascending') : undefined}
              >
                <button type="button" onClick={() => toggle(column.key)}>
                  {column.label}
                  <span aria-hidden="true">{sort?.key === column.key ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted.map((row, index) => (
            <tr key={rowKey(row, index)} {...rowAttributes?.(row)}>
              {columns.map((column) => (
                <td key={column.key} class={cellClass(column)}>
                  <Cell column={column} row={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type CellProps<Row extends AnyRow> = { readonly column: TableColumn<Row>; readonly row: Row };

function Cell<Row extends AnyRow>({ column, row }: CellProps<Row>) {
  const shown = column.cell === undefined ? formatValue(row[column.key], column.unit) : column.cell(row);
  if (column.href === undefined || row[column.key] === 0) return shown;
  return (
    <a class="quiet-link" href={column.href(row)} title="Show the rows">
      {shown}
    </a>
  );
}

function cellClass(column: { readonly unit: string; readonly wideOnly?: boolean }): string {
  return `${textUnits.has(column.unit) ? 'text' : 'number'}${column.wideOnly === true ? ' wide-only' : ''}`;
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (a === null || a === undefined) return b === null || b === undefined ? 0 : -1;
  if (b === null || b === undefined) return 1;
  return String(a).localeCompare(String(b), 'en');
}
