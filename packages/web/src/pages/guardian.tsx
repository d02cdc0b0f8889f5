import { useMemo } from 'preact/hooks';

import { linkToDay, shownDays, type Filters } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { BarList } from '../charts/bar-list.js';
import { seriesByDay } from '../charts/series-by-day.js';
import { StackedTime } from '../charts/stacked-time.js';
import { asStatuses } from '../charts/status-color.js';
import { eventRows, onDay, type EventConditions } from '../event-rows.js';
import { formatShare, formatSpan } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { Tile } from '../parts/tile.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { noGuardian } from './empty-reasons.js';

export const guardianPage: PageDefinition = {
  view: 'guardian',
  title: 'Guardian',
  lead: 'What the automatic reviewer decided, what it got wrong, and what it cost.',
  group: 'Approvals',
  Page: GuardianPage,
};

function GuardianPage() {
  return (
    <>
      <GuardianTiles />
      <VerdictsPanel />
      <RisksPanel />
    </>
  );
}

function GuardianTiles() {
  const row = useQuery('guardian').rows[0];
  const failures = row === undefined ? undefined : Number(row['timed_out']) + Number(row['failed_closed']);
  const latency = row?.['latency_p95_ms'];
  return (
    <section class="tiles" aria-label="Guardian">
      <Tile label="Reviews" unit="reviews" value={row?.['reviews']} definition="guardian.reviews" rows={rowsOf()} />
      <Tile
        label="Denied"
        unit="reviews"
        value={row?.['denied']}
        definition="guardian.denied"
        rows={rowsOf({ terminal_status: 'denied' })}
      />
      <Tile
        label="Overturned by the user"
        unit="reviews"
        value={row?.['overturned_denials']}
        definition="guardian.overturned_denials"
        rows={eventRows({ event_type: 'codex_review_event', reviewer: 'guardian', status: ['denied', 'timed_out'] }, [
          'subject_kind',
          'status',
        ])}
        note={row === undefined ? '' : `of ${String(row['denials'])}, timed out included; a proxy`}
      />
      <Tile
        label="Failed or timed out"
        unit="reviews"
        value={failures}
        definition="guardian.failed_closed"
        rows={rowsOf({ terminal_status: ['timed_out', 'failed_closed'] })}
      />
      <Tile
        label="Median time"
        unit="ms"
        value={row?.['latency_p50_ms']}
        definition="guardian.latency_p50_ms"
        rows={rowsOf()}
        note={typeof latency === 'number' ? `95th: ${formatSpan(latency)}` : ''}
      />
      <Tile
        label="Its own tokens"
        unit="tokens"
        value={row?.['total_tokens']}
        definition="guardian.total_tokens"
        rows={rowsOf()}
      />
    </section>
  );
}

const verdictColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'day', label: 'Day', unit: 'date', href: (row) => linkToDay(row['day']) },
  { key: 'terminal_status', label: 'Ended', unit: 'name', cell: (row) => words(row['terminal_status']) },
  {
    key: 'reviews',
    label: 'Reviews',
    unit: 'reviews',
    href: (row) => rowsOf({ terminal_status: String(row['terminal_status']) }, onDay(row['day'])),
  },
];

function VerdictsPanel() {
  const answer = useQuery('guardian_daily');
  const shown = shownDays.value;
  const data = useMemo(() => {
    const rows = answer.rows.map((row) => ({ ...row, status: words(row['terminal_status']) }));
    const { days, series } = seriesByDay(rows, 'reviews', 'status', shown);
    return { days, series: asStatuses(series) };
  }, [answer.rows, shown]);
  return (
    <Panel
      title="Verdicts per day"
      query="guardian_daily"
      answer={answer}
      empty={noGuardian}
      chart={<StackedTime label="Reviews per day" days={data.days} series={data.series} unit="reviews" />}
      table={
        <DataTable
          caption="Reviews per day"
          columns={verdictColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['day'])} ${String(row['terminal_status'])}`}
        />
      }
    />
  );
}

const riskColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'action', label: 'Action', unit: 'name', cell: (row) => words(row['action']) },
  { key: 'risk_level', label: 'Risk', unit: 'name', cell: (row) => words(row['risk_level'], 'no assessment') },
  { key: 'reviews', label: 'Reviews', unit: 'reviews', href: rowsOfRisk },
  { key: 'approved', label: 'Approved', unit: 'reviews' },
  { key: 'denied', label: 'Denied', unit: 'reviews' },
  { key: 'latency_p50_ms', label: 'Median time', unit: 'ms' },
];

function rowsOfRisk(row: AnyRow): string {
  return rowsOf({ 'props.reviewed_action.type': String(row['action']), risk_level: String(row['risk_level']) });
}

function rowsOf(conditions: EventConditions = {}, filters?: Filters): string {
  const columns = ['decision', 'risk_level', 'terminal_status', 'total_tokens'];
  return eventRows({ event_type: 'codex_guardian_review', ...conditions }, columns, filters);
}

function RisksPanel() {
  const answer = useQuery('guardian_subjects');
  return (
    <Panel
      title="What it reviewed"
      query="guardian_subjects"
      answer={answer}
      empty={noGuardian}
      chart={
        <BarList
          unit="reviews"
          items={answer.rows.map((row) => ({
            label: `${words(row['action'])}, ${words(row['risk_level'], 'no assessment')}${row['risk_level'] === '' ? '' : ' risk'}`,
            value: Number(row['reviews']),
            note: `${formatShare(Number(row['denied']), Number(row['reviews']))} denied`,
            href: rowsOfRisk(row),
          }))}
        />
      }
      table={
        <DataTable
          caption="Reviewed actions by risk"
          columns={riskColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['action'])} ${String(row['risk_level'])}`}
        />
      }
    />
  );
}
