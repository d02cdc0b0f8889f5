import { useQuery, type AnyRow } from '../ask.js';
import { storedEventRows } from '../event-rows.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { Tile } from '../parts/tile.js';
import type { PageDefinition } from './define-page.js';
import { noEvents } from './empty-reasons.js';

export const healthPage: PageDefinition = {
  view: 'health',
  title: 'Data health',
  lead: 'Whether the numbers can be trusted: who delivered, what was set aside, what is missing.',
  group: 'Data',
  Page: HealthPage,
};

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'source', label: 'Source', unit: 'name' },
  { key: 'machines', label: 'Machines', unit: 'machines' },
  { key: 'threads', label: 'Threads', unit: 'threads' },
  { key: 'events', label: 'Events', unit: 'events', href: rowsOf },
  { key: 'counted_events', label: 'Counted', unit: 'events' },
  { key: 'set_aside_events', label: 'Set aside', unit: 'events' },
  { key: 'missing_events', label: 'Missing', unit: 'events' },
  { key: 'last_at', label: 'Latest event', unit: 'time' },
  { key: 'delay_p50_ms', label: 'Median delay', unit: 'ms' },
  { key: 'delay_p95_ms', label: '95th percentile', unit: 'ms' },
];

function rowsOf(row: AnyRow): string {
  return storedEventRows({ source: String(row['source']) });
}

function HealthPage() {
  const answer = useQuery('data_health');
  const rows = storedEventRows({});
  const sum = (key: 'events' | 'counted_events' | 'set_aside_events' | 'missing_events' | 'machines') =>
    answer.status === 'loading' ? undefined : answer.rows.reduce((all, row) => all + Number(row[key]), 0);
  return (
    <>
      <section class="tiles" aria-label="Data health">
        <Tile label="Events" unit="events" value={sum('events')} definition="data_health.events" rows={rows} />
        <Tile
          label="Counted"
          unit="events"
          value={sum('counted_events')}
          definition="data_health.counted_events"
          rows={rows}
        />
        <Tile
          label="Set aside"
          unit="events"
          value={sum('set_aside_events')}
          definition="data_health.set_aside_events"
          rows={rows}
          note="a better source told them"
        />
        <Tile
          label="Missing"
          unit="events"
          value={sum('missing_events')}
          definition="data_health.missing_events"
          rows={rows}
        />
        <Tile label="Machines" unit="machines" value={sum('machines')} definition="data_health.machines" rows={rows} />
      </section>
      <Panel
        title="Sources"
        query="data_health"
        answer={answer}
        empty={noEvents}
        table={
          <DataTable caption="Sources" columns={columns} rows={answer.rows} rowKey={(row) => String(row['source'])} />
        }
      />
    </>
  );
}
