import { useQuery, type AnyRow } from '../ask.js';
import { StackedBars } from '../charts/stacked-bars.js';
import { statusColor } from '../charts/status-color.js';
import { eventRows, type EventConditions } from '../event-rows.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';

export const hooksPage: PageDefinition = {
  view: 'hooks',
  title: 'Hooks',
  lead: 'Which hooks ran, and how they ended.',
  group: 'Agents',
  Page: HooksPage,
};

const endings = ['completed', 'blocked', 'stopped', 'failed'] as const;

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'hook_name', label: 'Hook', unit: 'name' },
  { key: 'hook_source', label: 'Configured by', unit: 'name', cell: (row) => words(row['hook_source']) },
  { key: 'runs', label: 'Runs', unit: 'runs', href: (row) => rowsOf(row) },
  ...endings.map((key) => ({
    key,
    label: words(key),
    unit: 'runs',
    href: (row: AnyRow) => rowsOf(row, { status: key }),
  })),
  { key: 'threads', label: 'Threads', unit: 'threads' },
];

function rowsOf(row: AnyRow, conditions: EventConditions = {}): string {
  return eventRows(
    {
      event_type: 'codex_hook_run',
      hook_name: String(row['hook_name']),
      hook_source: String(row['hook_source']),
      ...conditions,
    },
    ['hook_name', 'hook_source', 'status'],
  );
}

function HooksPage() {
  const answer = useQuery('hooks');
  return (
    <Panel
      title="Runs of hooks"
      query="hooks"
      answer={answer}
      empty={{
        missing: 'No hook ran in this period',
        how: 'Hooks are configured in Codex; each completed run shows up here.',
      }}
      chart={
        <StackedBars
          parts={endings}
          color={statusColor}
          unit="runs"
          bars={answer.rows.map((row) => ({
            label: `${String(row['hook_name'])} (${words(row['hook_source'])})`,
            values: endings.map((key) => Number(row[key])),
            href: rowsOf(row),
          }))}
        />
      }
      table={
        <DataTable
          caption="Runs of hooks"
          columns={columns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['hook_name'])} ${String(row['hook_source'])}`}
        />
      }
    />
  );
}
