import { useState } from 'preact/hooks';

import { useQuery, type AnyRow } from '../ask.js';
import { statusTone } from '../charts/timeline.js';
import { formatMoment } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
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
  { key: 'subject_kind', label: 'Asked for', unit: 'name', cell: (row) => words(row['subject_kind']) },
  { key: 'subject_name', label: 'Name', unit: 'name', wideOnly: true },
  { key: 'reviewer', label: 'Decided by', unit: 'name' },
  {
    key: 'outcome',
    label: 'Outcome',
    unit: 'name',
    cell: (row) => <span class={`status status-${statusTone(String(row['outcome']))}`}>{words(row['outcome'])}</span>,
  },
  { key: 'risk_level', label: 'Risk', unit: 'name', wideOnly: true },
  { key: 'trigger', label: 'Because of', unit: 'name', wideOnly: true, cell: (row) => words(row['trigger']) },
  { key: 'wait_ms', label: 'Waited', unit: 'ms' },
  { key: 'project', label: 'Project', unit: 'name', wideOnly: true },
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
];

const pageRows = 200;

function AuditPage() {
  const [limit, setLimit] = useState(pageRows);
  const answer = useQuery('audit', { limit });
  return (
    <Panel
      title="Decisions"
      query="audit"
      params={{ limit }}
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
          <p class="panel-foot">
            {answer.rows.length >= limit && (
              <button type="button" class="small-button" onClick={() => setLimit(limit + pageRows * 2)}>
                Show more
              </button>
            )}
          </p>
        </>
      }
    />
  );
}
