import { useMemo } from 'preact/hooks';

import { linkToDay, shownDays } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { BarList } from '../charts/bar-list.js';
import { seriesByDay } from '../charts/series-by-day.js';
import { asStatuses, statusColor } from '../charts/status-color.js';
import { StackedTime } from '../charts/stacked-time.js';
import { eventRows, onDay } from '../event-rows.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { noEvents } from './empty-reasons.js';

export const turnsPage: PageDefinition = {
  view: 'turns',
  title: 'Turns',
  lead: 'How turns ended, how long they took, and what broke them.',
  group: 'Work',
  Page: TurnsPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'status', label: 'Ended', unit: 'name', cell: (row) => words(row['status']) },
  { key: 'error_kind', label: 'Error', unit: 'name', cell: (row) => words(row['error_kind'], '–') },
  { key: 'turns', label: 'Turns', unit: 'turns', href: rowsOf },
  { key: 'duration_p50_ms', label: 'Median duration', unit: 'ms' },
  { key: 'duration_p95_ms', label: '95th percentile', unit: 'ms' },
  { key: 'steered', label: 'Steered', unit: 'turns' },
  { key: 'steers', label: 'Steers', unit: 'steers', wideOnly: true },
  { key: 'tool_calls', label: 'Tool calls', unit: 'tool_calls', wideOnly: true },
];

const dailyColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'day', label: 'Day', unit: 'date', href: (row) => linkToDay(row['day']) },
  { key: 'status', label: 'Ended', unit: 'name', cell: (row) => words(row['status']) },
  { key: 'turns', label: 'Turns', unit: 'turns', href: rowsOfDay },
  { key: 'duration_p50_ms', label: 'Median duration', unit: 'ms' },
];

function rowsOf(row: AnyRow): string {
  return eventRows(
    { event_type: 'codex_turn_event', status: String(row['status']), codex_error_kind: String(row['error_kind']) },
    turnColumns,
  );
}

function rowsOfDay(row: AnyRow): string {
  return eventRows({ event_type: 'codex_turn_event', status: String(row['status']) }, turnColumns, onDay(row['day']));
}

const turnColumns = ['status', 'codex_error_kind', 'duration_ms'];

function TurnsPage() {
  const turns = useQuery('turns');
  const daily = useQuery('turns_daily');
  const shown = shownDays.value;
  const data = useMemo(() => {
    const { days, series } = seriesByDay(daily.rows, 'turns', 'status', shown);
    return { days, series: asStatuses(series) };
  }, [daily.rows, shown]);
  const errors = turns.rows.filter((row) => row['error_kind'] !== '');
  return (
    <>
      <Panel
        title="Turns per day"
        query="turns_daily"
        answer={daily}
        empty={noEvents}
        chart={
          <StackedTime label="Turns per day by how they ended" days={data.days} series={data.series} unit="turns" />
        }
        table={
          <DataTable
            caption="Turns per day"
            columns={dailyColumns}
            rows={daily.rows}
            rowKey={(row) => `${String(row['day'])} ${String(row['status'])}`}
          />
        }
      />
      <Panel
        title="How they ended"
        query="turns"
        answer={turns}
        empty={noEvents}
        table={
          <DataTable
            caption="Turns by status and error"
            columns={columns}
            rows={turns.rows}
            rowKey={(row) => `${String(row['status'])} ${String(row['error_kind'])}`}
          />
        }
      />
      <Panel
        title="Errors by kind"
        query="turns"
        answer={{ ...turns, rows: errors }}
        empty={{ missing: 'No turn failed', how: 'No turn of this period ended with an error.' }}
        chart={
          <BarList
            unit="turns"
            items={errors.map((row) => ({
              label: words(row['error_kind']),
              value: Number(row['turns']),
              color: statusColor('failed'),
              href: rowsOf(row),
            }))}
          />
        }
        table={
          <DataTable
            caption="Errors by kind"
            columns={columns}
            rows={errors}
            rowKey={(row) => String(row['error_kind'])}
          />
        }
      />
    </>
  );
}
