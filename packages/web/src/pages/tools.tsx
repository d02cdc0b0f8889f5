import { useQuery, type AnyRow } from '../ask.js';
import { BarList } from '../charts/bar-list.js';
import { Spread } from '../charts/spread.js';
import { statusColor } from '../charts/status-color.js';
import { eventRows, toolEvent, type EventConditions } from '../event-rows.js';
import { formatValue } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { noTools } from './empty-reasons.js';

export const toolsPage: PageDefinition = {
  view: 'tools',
  title: 'Tools',
  lead: 'What was called, what failed, and where the time went.',
  group: 'Work',
  Page: ToolsPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'tool_name', label: 'Tool', unit: 'name', cell: toolName },
  { key: 'tool_kind', label: 'Kind', unit: 'name' },
  { key: 'calls', label: 'Calls', unit: 'tool_calls', href: (row) => rowsOfTool(row) },
  {
    key: 'failed',
    label: 'Failed',
    unit: 'tool_calls',
    href: (row) => rowsOfTool(row, { terminal_status: 'failed' }),
  },
  { key: 'failure_ratio', label: 'Failure rate', unit: 'ratio' },
  {
    key: 'rejected',
    label: 'Rejected',
    unit: 'tool_calls',
    href: (row) => rowsOfTool(row, { terminal_status: 'rejected' }),
  },
  { key: 'duration_p50_ms', label: 'Median', unit: 'ms' },
  { key: 'duration_p95_ms', label: '95th', unit: 'ms' },
  { key: 'execution_p50_ms', label: 'Execution', unit: 'ms', wideOnly: true },
  { key: 'execution_p95_ms', label: '95th', unit: 'ms', wideOnly: true },
  { key: 'reviewed', label: 'Waited', unit: 'tool_calls', wideOnly: true },
  { key: 'wait_p50_ms', label: 'Wait', unit: 'ms', wideOnly: true },
  { key: 'wait_p95_ms', label: '95th', unit: 'ms', wideOnly: true },
];

function ToolsPage() {
  const tools = useQuery('tools');
  const failures = useQuery('tool_failures');
  const table = (
    <DataTable
      caption="Tools"
      columns={columns}
      rows={tools.rows}
      rowKey={(row) => `${String(row['tool_kind'])} ${toolName(row)}`}
    />
  );
  return (
    <>
      <div class="panels">
        <Panel
          title="Calls"
          query="tools"
          answer={tools}
          empty={noTools}
          wide={false}
          chart={
            <BarList
              unit="tool_calls"
              items={tools.rows.map((row) => ({
                label: toolName(row),
                value: Number(row['calls']),
                note: Number(row['failed']) > 0 ? `${formatValue(row['failed'], '')} failed` : '',
                href: rowsOfTool(row),
              }))}
            />
          }
          table={table}
        />
        <Panel
          title="What did not complete"
          query="tool_failures"
          answer={failures}
          empty={{
            missing: 'Every call completed',
            how: 'Nothing failed, was rejected or interrupted in this period.',
          }}
          wide={false}
          chart={
            <BarList
              unit="tool_calls"
              items={failures.rows.map((row) => ({
                label: `${String(row['tool_kind'])}: ${words(row['failure_kind'] || row['terminal_status'])}`,
                value: Number(row['calls']),
                color: statusColor(String(row['terminal_status'])),
                href: rowsOfFailure(row),
              }))}
            />
          }
          table={
            <DataTable
              caption="Calls that did not complete"
              columns={failureColumns}
              rows={failures.rows}
              rowKey={(row) => Object.values(row).join(' ')}
            />
          }
        />
      </div>
      <Panel
        title="Time of a call"
        hint="From start to end; what a call waited for an approval is part of it."
        query="tools"
        answer={tools}
        empty={noTools}
        chart={
          <Spread
            items={tools.rows.map((row) => ({
              label: toolName(row),
              note: String(row['tool_kind']),
              p50: msOf(row['duration_p50_ms']),
              p95: msOf(row['duration_p95_ms']),
              wait: msOf(row['wait_p50_ms']),
            }))}
          />
        }
        table={table}
      />
    </>
  );
}

const failureColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'tool_kind', label: 'Kind of tool', unit: 'name' },
  { key: 'terminal_status', label: 'Ended', unit: 'name' },
  { key: 'failure_kind', label: 'Reason', unit: 'name', cell: (row) => words(row['failure_kind']) },
  { key: 'calls', label: 'Calls', unit: 'tool_calls', href: rowsOfFailure },
];

const toolColumns = ['tool_name', 'terminal_status', 'failure_kind', 'duration_ms'];

function rowsOfTool(row: AnyRow, conditions: EventConditions = {}): string {
  const named = { tool_name: String(row['tool_name']), mcp_server_name: String(row['server']) };
  return eventRows({ event_type: toolEvent(row['tool_kind']), ...named, ...conditions }, toolColumns);
}

function rowsOfFailure(row: AnyRow): string {
  return eventRows(
    {
      event_type: toolEvent(row['tool_kind']),
      terminal_status: String(row['terminal_status']),
      failure_kind: String(row['failure_kind']),
    },
    toolColumns,
  );
}

function toolName(row: AnyRow): string {
  const name = String(row['tool_name'] || row['tool_kind']);
  return row['server'] === '' ? name : `${String(row['server'])} / ${name}`;
}

function msOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
