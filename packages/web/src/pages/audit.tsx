import { useQuery, type AnyRow } from '../ask.js';
import { statusTone } from '../charts/timeline.js';
import { formatMoment } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Pager, shownPage } from '../parts/pager.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { subjectLabel } from './approvals.js';
import { noApprovals } from './empty-reasons.js';
import { ThreadLink } from './threads.js';

export const auditPage: PageDefinition = {
  view: 'audit',
  title: 'Audit list',
  lead: 'Every decision, the latest first.',
  group: 'Approvals',
  Page: AuditPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'decided_at', label: 'When', unit: 'time', cell: (row) => formatMoment(row['decided_at']) },
  {
    key: 'outcome',
    label: 'Outcome',
    unit: 'name',
    cell: (row) => <span class={`status status-${statusTone(String(row['outcome']))}`}>{words(row['outcome'])}</span>,
  },
  { key: 'subject_kind', label: 'Asked for', unit: 'name', cell: subjectLabel },
  { key: 'reviewer', label: 'Decided by', unit: 'name' },
  { key: 'risk_level', label: 'Risk', unit: 'name', wideOnly: true },
  { key: 'trigger', label: 'Because of', unit: 'name', wideOnly: true, cell: (row) => words(row['trigger']) },
  { key: 'wait_ms', label: 'Waited', unit: 'ms' },
  { key: 'project', label: 'Project', unit: 'name', wideOnly: true },
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
];

function AuditPage() {
  const { limit, offset } = shownPage();
  const answer = useQuery('audit', { limit, offset });
  const decisions = useQuery('approvals');
  const total = decisions.rows.reduce((sum, row) => sum + Number(row.reviews), 0);
  return (
    <Panel
      title="Decisions"
      query="audit"
      params={{ limit, offset }}
      answer={answer}
      empty={noApprovals}
      table={
        <>
          <DataTable
            caption="Decisions about requests for approval"
            columns={columns}
            rows={answer.rows}
            rowKey={(row) => `${String(row['thread_id'])} ${String(row['review_id'])} ${String(row['decided_at'])}`}
          />
          <Pager shown={answer.rows.length} total={decisions.status === 'ready' ? total : undefined} />
        </>
      }
    />
  );
}
