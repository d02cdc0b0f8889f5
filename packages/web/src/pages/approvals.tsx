import { linkTo } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { Flow, type FlowLink } from '../charts/flow.js';
import { Histogram } from '../charts/histogram.js';
import { BarList } from '../charts/bar-list.js';
import { reviewerColor } from '../charts/reviewer-color.js';
import { byStatus, statusColor } from '../charts/status-color.js';
import { eventRows, type EventConditions } from '../event-rows.js';
import { formatShare, formatTick } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { Tile } from '../parts/tile.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { noApprovals } from './empty-reasons.js';

export const approvalsPage: PageDefinition = {
  view: 'approvals',
  title: 'Approvals',
  lead: 'What the agents asked for, who decided, and how long they waited.',
  group: 'Approvals',
  Page: ApprovalsPage,
};

function ApprovalsPage() {
  return (
    <>
      <ApprovalTiles />
      <FunnelPanel />
      <div class="panels">
        <WaitsPanel />
        <SubjectsPanel />
      </div>
    </>
  );
}

function ApprovalTiles() {
  const { rows, answered } = useQuery('approvals');
  const sum = (matches: (row: AnyRow) => boolean) =>
    answered ? rows.filter(matches).reduce((all, row) => all + Number(row['reviews']), 0) : undefined;
  const waited = rows.reduce((all, row) => all + Number(row['wait_total_ms']), 0);
  const timedOut = sum((row) => row['outcome'] === 'timed_out') ?? 0;
  const toAudit = linkTo('audit');
  return (
    <section class="tiles" aria-label="Approvals">
      <Tile label="Decisions" unit="reviews" value={sum(() => true)} definition="approvals.reviews" rows={toAudit} />
      <Tile
        label="By the user"
        unit="reviews"
        value={sum((row) => row['reviewer'] === 'user')}
        definition="approvals.reviewer"
        rows={linkTo('audit', { reviewer: 'user' })}
      />
      <Tile
        label="By the guardian"
        unit="reviews"
        value={sum((row) => row['reviewer'] === 'guardian')}
        definition="approvals.reviewer"
        rows={linkTo('audit', { reviewer: 'guardian' })}
      />
      <Tile
        label="Denied"
        unit="reviews"
        value={sum((row) => row['outcome'] === 'denied' || row['outcome'] === 'timed_out')}
        definition="approvals.outcome"
        rows={rowsOf({ status: deniedStatuses })}
        note={timedOut > 0 ? `${timedOut} of them timed out` : ''}
      />
      <Tile
        label="Time waited"
        unit="ms"
        value={answered ? waited : undefined}
        definition="approvals.wait_total_ms"
        rows={toAudit}
      />
    </section>
  );
}

const funnelColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'reviewer', label: 'Decided by', unit: 'name' },
  { key: 'outcome', label: 'Outcome', unit: 'name', cell: (row) => words(row['outcome']) },
  { key: 'reviews', label: 'Decisions', unit: 'reviews', href: rowsOfDecision },
  { key: 'wait_p50_ms', label: 'Median wait', unit: 'ms' },
  { key: 'wait_p95_ms', label: '95th percentile', unit: 'ms' },
  { key: 'wait_total_ms', label: 'Waited in all', unit: 'ms' },
];

function FunnelPanel() {
  const answer = useQuery('approvals');
  const links: FlowLink[] = [];
  const reviewers = [...new Set(answer.rows.map((row) => String(row['reviewer'])))];
  for (const reviewer of reviewers) {
    // Bands leave a box in the order in which they arrive, so that they cross as little as they can.
    const own = answer.rows
      .filter((row) => row['reviewer'] === reviewer)
      .toSorted((a, b) => byStatus(String(a['outcome']), String(b['outcome'])));
    links.push({ from: 'asked', to: reviewer, value: own.reduce((sum, row) => sum + Number(row['reviews']), 0) });
    for (const row of own) links.push({ from: reviewer, to: words(row['outcome']), value: Number(row['reviews']) });
  }
  const outcomes = [...new Set(answer.rows.map((row) => words(row['outcome'])))].sort(byStatus);
  return (
    <Panel
      title="From asking to the decision"
      query="approvals"
      answer={answer}
      empty={noApprovals}
      chart={
        <>
          <div class="flow-narrow">
            <BarList
              unit="reviews"
              items={answer.rows.map((row) => ({
                label: `${String(row['reviewer'])}: ${words(row['outcome'])}`,
                value: Number(row['reviews']),
                color: statusColor(String(row['outcome'])),
                href: rowsOfDecision(row),
              }))}
            />
          </div>
          <Flow
            label="Requests for approval by who decided and how"
            columns={[['asked'], reviewers, outcomes]}
            links={links}
            unit="reviews"
            color={(name) => (name === 'asked' || reviewers.includes(name) ? reviewerColor(name) : statusColor(name))}
          />
        </>
      }
      table={
        <DataTable
          caption="Decisions by reviewer and outcome"
          columns={funnelColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['reviewer'])} ${String(row['outcome'])}`}
        />
      }
    />
  );
}

const waitColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'reviewer', label: 'Decided by', unit: 'name' },
  { key: 'from_ms', label: 'Waited at least', unit: 'ms' },
  { key: 'reviews', label: 'Decisions', unit: 'reviews', href: rowsOfWait },
];

/** The classes of `approval_waits`; those without a decision are drawn too, so that the shape is true. */
const waitClassesMs = [0, 300, 1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 900_000, 3_600_000];

function WaitsPanel() {
  const answer = useQuery('approval_waits');
  const parts = [...new Set(answer.rows.map((row) => String(row['reviewer'])))].sort();
  const last = Math.max(...answer.rows.map((row) => waitClassesMs.indexOf(Number(row['from_ms']))));
  const classes = waitClassesMs.slice(0, last + 1).map((fromMs) => ({
    label: fromMs === 0 ? '0' : formatTick(fromMs),
    counts: parts.map((part) =>
      Number(answer.rows.find((row) => row['reviewer'] === part && row['from_ms'] === fromMs)?.['reviews'] ?? 0),
    ),
  }));
  return (
    <Panel
      title="How long it waited"
      hint="Each column begins at the time below it."
      query="approval_waits"
      answer={answer}
      empty={noApprovals}
      wide={false}
      chart={
        <Histogram
          label="Decisions by how long they took"
          parts={parts.map((part) => ({ label: part, color: reviewerColor(part) }))}
          classes={classes}
          unit="reviews"
        />
      }
      table={
        <DataTable
          caption="Decisions by wait"
          columns={waitColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['reviewer'])} ${String(row['from_ms'])}`}
        />
      }
    />
  );
}

const subjectColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'subject_kind', label: 'Kind', unit: 'name', cell: (row) => words(row['subject_kind']) },
  { key: 'subject_name', label: 'Name', unit: 'name' },
  { key: 'reviews', label: 'Decisions', unit: 'reviews', href: (row) => rowsOfSubject(row) },
  { key: 'approved', label: 'Approved', unit: 'reviews', href: (row) => rowsOfSubject(row, { status: 'approved' }) },
  { key: 'denied', label: 'Denied', unit: 'reviews', href: (row) => rowsOfSubject(row, { status: deniedStatuses }) },
  { key: 'aborted', label: 'Aborted', unit: 'reviews', href: (row) => rowsOfSubject(row, { status: 'aborted' }) },
  { key: 'wait_p50_ms', label: 'Median wait', unit: 'ms' },
  { key: 'wait_p95_ms', label: '95th percentile', unit: 'ms' },
];

function SubjectsPanel() {
  const answer = useQuery('approval_subjects');
  return (
    <Panel
      title="What was asked for"
      query="approval_subjects"
      answer={answer}
      empty={noApprovals}
      wide={false}
      chart={
        <BarList
          unit="reviews"
          items={answer.rows.map((row) => ({
            label: subjectLabel(row),
            value: Number(row['reviews']),
            note: `${formatShare(Number(row['approved']), Number(row['reviews']))} approved`,
            href: rowsOfSubject(row),
          }))}
        />
      }
      table={
        <DataTable
          caption="Subjects of approval"
          columns={subjectColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['subject_kind'])} ${String(row['subject_name'])}`}
        />
      }
    />
  );
}

const reviewColumns = ['subject_kind', 'subject_name', 'reviewer', 'status', 'duration_ms'];

function rowsOf(conditions: EventConditions): string {
  return eventRows({ event_type: 'codex_review_event', ...conditions }, reviewColumns);
}

/** What has run out of time was not approved either. */
const deniedStatuses = ['denied', 'timed_out'];

/** How `approvals` tells the outcomes apart: approvals by what they hold for. */
const ofSession = ['session_approval'];
const byRule = ['exec_policy_amendment', 'network_policy_amendment'];

function rowsOfDecision(row: AnyRow): string {
  const reviewer = String(row['reviewer']);
  switch (row['outcome']) {
    case 'approved':
      return rowsOf({ reviewer, status: 'approved', resolution: { not: [...ofSession, ...byRule] } });
    case 'approved_for_session':
      return rowsOf({ reviewer, status: 'approved', resolution: ofSession });
    case 'approved_by_rule':
      return rowsOf({ reviewer, status: 'approved', resolution: byRule });
    default:
      return rowsOf({ reviewer, status: String(row['outcome']) });
  }
}

function rowsOfWait(row: AnyRow): string {
  const from = Number(row['from_ms']);
  const below = waitClassesMs[waitClassesMs.indexOf(from) + 1];
  const duration_ms = { from, ...(below === undefined ? {} : { below }) };
  return rowsOf({ reviewer: String(row['reviewer']), duration_ms });
}

function rowsOfSubject(row: AnyRow, conditions: EventConditions = {}): string {
  return rowsOf({
    subject_kind: String(row['subject_kind']),
    subject_name: String(row['subject_name']),
    ...conditions,
  });
}

/** What was asked for: its kind, and its name where that says more. */
export function subjectLabel(row: AnyRow): string {
  const kind = words(row['subject_kind']);
  const name = words(row['subject_name'], '');
  return name === '' || name === kind ? kind : `${kind}: ${String(row['subject_name'])}`;
}
