import { useQuery, type AnyRow } from '../ask.js';
import { BarList } from '../charts/bar-list.js';
import { statusColor } from '../charts/status-color.js';
import { eventRows } from '../event-rows.js';
import { formatShort } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';

export const compactionsPage: PageDefinition = {
  view: 'compactions',
  title: 'Compactions',
  lead: 'When the context was compacted, how much it freed, and how long it took.',
  group: 'Agents',
  Page: CompactionsPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'trigger', label: 'Trigger', unit: 'name' },
  { key: 'reason', label: 'Reason', unit: 'name', cell: (row) => words(row['reason']) },
  { key: 'phase', label: 'Phase', unit: 'name', cell: (row) => words(row['phase']) },
  { key: 'status', label: 'Ended', unit: 'name' },
  { key: 'compactions', label: 'Compactions', unit: 'compactions', href: rowsOf },
  { key: 'before_p50_tokens', label: 'Before (median)', unit: 'tokens' },
  { key: 'after_p50_tokens', label: 'After (median)', unit: 'tokens' },
  { key: 'freed_tokens', label: 'Freed in all', unit: 'tokens' },
  { key: 'duration_p50_ms', label: 'Median time', unit: 'ms' },
  { key: 'duration_p95_ms', label: '95th percentile', unit: 'ms' },
];

function rowsOf(row: AnyRow): string {
  return eventRows(
    {
      event_type: 'codex_compaction_event',
      trigger: String(row['trigger']),
      status: String(row['status']),
      'props.reason': String(row['reason']),
      'props.phase': String(row['phase']),
    },
    ['status', 'active_context_tokens_before', 'active_context_tokens_after', 'duration_ms'],
  );
}

function CompactionsPage() {
  const answer = useQuery('compactions');
  return (
    <Panel
      title="Compactions"
      query="compactions"
      answer={answer}
      empty={{
        missing: 'No compaction in this period',
        how: 'Contexts are compacted when they fill up, or when a user asks for it.',
      }}
      chart={
        <BarList
          unit="compactions"
          items={answer.rows.map((row) => ({
            label: `${words(row['reason'])}, ${words(row['phase'])}, ${words(row['status'])}`,
            value: Number(row['compactions']),
            note: `freed ${formatShort(row['freed_tokens'], 'tokens')}`,
            color: statusColor(String(row['status'])),
            href: rowsOf(row),
          }))}
        />
      }
      table={
        <DataTable
          caption="Compactions"
          columns={columns}
          rows={answer.rows}
          rowKey={(row) => [row['trigger'], row['reason'], row['phase'], row['status']].join(' ')}
        />
      }
    />
  );
}
