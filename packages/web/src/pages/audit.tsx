import { address } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { statusTone } from '../charts/timeline.js';
import { formatMoment } from '../format.js';
import { Choice } from '../parts/choice.js';
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
  { key: 'trigger', label: 'Trigger', unit: 'name', wideOnly: true, cell: (row) => words(row['trigger']) },
  { key: 'wait_ms', label: 'Waited', unit: 'ms' },
  { key: 'project', label: 'Project', unit: 'name', wideOnly: true },
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
];

function AuditPage() {
  const { limit, offset } = shownPage();
  const { reviewer, outcome } = address.value.extras;
  const params = { reviewer, outcome, limit, offset };
  const answer = useQuery('audit', params);
  const decisions = useQuery('approvals');
  const total = decisions.rows
    .filter((row) => row.reviewer === (reviewer ?? row.reviewer) && row.outcome === (outcome ?? row.outcome))
    .reduce((sum, row) => sum + Number(row.reviews), 0);
  return (
    <Panel
      title="Decisions"
      query="audit"
      params={params}
      answer={answer}
      empty={noApprovals}
      controls={
        <>
          <DecisionChoice name="reviewer" everything="Any decider" rows={decisions.rows} />
          <DecisionChoice name="outcome" everything="Any outcome" rows={decisions.rows} />
        </>
      }
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

type DecisionChoiceProps = {
  readonly name: 'reviewer' | 'outcome';
  readonly everything: string;
  /** Rows of `approvals`. */
  readonly rows: readonly AnyRow[];
};

/** Narrows the list to one of the values that there are, and the one that the address names. */
function DecisionChoice({ name, everything, rows }: DecisionChoiceProps) {
  const chosen = address.value.extras[name] ?? '';
  const values = new Set([chosen, ...rows.map((row) => String(row[name]))]);
  values.delete('');
  const options = [...values].sort().map((value) => ({ value, label: words(value) }));
  return (
    <Choice label={everything} name={name} value={chosen} options={[{ value: '', label: everything }, ...options]} />
  );
}
