import { useMemo } from 'preact/hooks';

import { linkToDay, shownDays } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { seriesByDay } from '../charts/series-by-day.js';
import { StackedTime } from '../charts/stacked-time.js';
import { eventRows, onDay } from '../event-rows.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';

export const linesPage: PageDefinition = {
  view: 'lines',
  title: 'Lines',
  lead: 'Lines that turns left in files. Whether they were committed is not known here.',
  group: 'Agents',
  Page: LinesPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'day', label: 'Day', unit: 'date', href: (row) => linkToDay(row['day']) },
  { key: 'project', label: 'Project', unit: 'name', cell: (row) => words(row['project']) },
  { key: 'turns', label: 'Turns', unit: 'turns', href: rowsOf },
  { key: 'added_lines', label: 'Added', unit: 'lines', href: rowsOf },
  { key: 'deleted_lines', label: 'Deleted', unit: 'lines', href: rowsOf },
];

function rowsOf(row: AnyRow): string {
  return eventRows(
    { event_type: 'codex_accepted_line_fingerprints', project: String(row['project']) },
    ['accepted_added_lines', 'accepted_deleted_lines'],
    onDay(row['day']),
  );
}

function LinesPage() {
  const answer = useQuery('accepted_lines');
  const shown = shownDays.value;
  const data = useMemo(() => seriesByDay(answer.rows, 'added_lines', 'project', shown), [answer.rows, shown]);
  return (
    <Panel
      title="Lines added per day"
      query="accepted_lines"
      answer={answer}
      empty={{
        missing: 'No turn changed a file in this period',
        how: 'Turns whose final diff adds or deletes lines show up here.',
      }}
      chart={<StackedTime label="Lines added per day, by project" days={data.days} series={data.series} unit="lines" />}
      table={
        <DataTable
          caption="Lines per day and project"
          columns={columns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['day'])} ${String(row['project'])}`}
        />
      }
    />
  );
}
