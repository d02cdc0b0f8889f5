import { linkTo } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { StackedBars } from '../charts/stacked-bars.js';
import { eventRows, storedEventRows, type EventConditions } from '../event-rows.js';
import { formatAgo, formatCount, formatMoment } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { Tile } from '../parts/tile.js';
import { words } from '../words.js';
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
  { key: 'machines', label: 'Machines', unit: 'machines', wideOnly: true },
  { key: 'threads', label: 'Threads', unit: 'threads' },
  { key: 'events', label: 'Events', unit: 'events', href: rowsOf },
  { key: 'counted_events', label: 'Counted', unit: 'events', href: (row) => rowsOf(row, { counted: '1' }) },
  { key: 'set_aside_events', label: 'Set aside', unit: 'events', href: (row) => rowsOf(row, { counted: '0' }) },
  {
    key: 'missing_events',
    label: 'Missing',
    unit: 'events',
    href: (row) => rowsOf(row, { event_type: 'tacho_delivery_gap' }),
  },
  { key: 'oldest_missing_at', label: 'Since', unit: 'time', wideOnly: true },
  { key: 'last_at', label: 'Latest event', unit: 'time', cell: (row) => <Moment at={row['last_at']} /> },
  { key: 'last_received_at', label: 'Delivered', unit: 'time', cell: (row) => <Moment at={row['last_received_at']} /> },
  { key: 'delay_p50_ms', label: 'Median delay', unit: 'ms' },
  { key: 'delay_p95_ms', label: '95th percentile', unit: 'ms', wideOnly: true },
  { key: 'delay_max_ms', label: 'Longest', unit: 'ms', wideOnly: true },
];

const anomalyColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'anomaly', label: 'What is odd', unit: 'name', cell: (row) => words(row['anomaly']) },
  { key: 'detail', label: 'Where', unit: 'name' },
  { key: 'events', label: 'Events', unit: 'events', href: rowsOfAnomaly },
  { key: 'threads', label: 'Threads', unit: 'threads' },
  { key: 'last_at', label: 'Latest', unit: 'time', cell: (row) => <Moment at={row['last_at']} /> },
];

function Moment({ at }: { readonly at: unknown }) {
  return at === null || at === undefined ? '–' : <time title={formatMoment(at)}>{formatAgo(at, Date.now())}</time>;
}

function rowsOf(row: AnyRow, conditions: EventConditions = {}): string {
  return storedEventRows({ source: String(row['source']), ...conditions });
}

/** From here on `anomalies` calls a clock ahead. */
const clockAheadMinutes = 5;

/** The events that `anomalies` counts, by what is odd about them. */
function rowsOfAnomaly(row: AnyRow): string {
  const detail = String(row['detail']);
  if (row['anomaly'] === 'unknown_type') return eventRows({ event_type: detail });
  if (row['anomaly'] === 'clock_ahead') {
    const occurred_at = { after: 'received_at', minutes: clockAheadMinutes };
    return eventRows({ source: detail, occurred_at }, ['source', 'received_at']);
  }
  const total_tokens = { zeroOrNone: true } as const;
  return eventRows({ event_type: 'codex_turn_event', client: detail, status: 'completed', total_tokens }, ['client']);
}

function HealthPage() {
  const answer = useQuery('data_health');
  const odd = useQuery('anomalies');
  return (
    <>
      <HealthTiles />
      <Panel
        title="Sources"
        hint="Where two sources tell of the same turn, the better one counts: library, tap, native, rollout. A delay is long for what was imported or waited in a spool."
        query="data_health"
        answer={answer}
        empty={noEvents}
        table={
          <>
            <StackedBars
              parts={['counted', 'set aside']}
              color={(part) => (part === 'counted' ? 'var(--series-1)' : 'var(--series-other)')}
              unit="events"
              bars={answer.rows.map((row) => ({
                label: String(row.source),
                values: [Number(row.counted_events), Number(row.set_aside_events)],
                note: formatCount(row.threads, 'thread'),
                href: rowsOf(row),
              }))}
            />
            <DataTable caption="Sources" columns={columns} rows={answer.rows} rowKey={(row) => String(row['source'])} />
          </>
        }
      />
      <Panel
        title="Anomalies"
        hint="Events of types that are not known yet, clocks that are ahead, and completed turns that tell of no tokens."
        query="anomalies"
        answer={odd}
        empty={{
          missing: 'Nothing is odd in this period',
          how: 'Types that this version does not know, clocks that are ahead and turns without tokens show up here.',
        }}
        table={
          <DataTable
            caption="Anomalies"
            columns={anomalyColumns}
            rows={odd.rows}
            rowKey={(row) => `${String(row['anomaly'])} ${String(row['detail'])}`}
          />
        }
      />
    </>
  );
}

function HealthTiles() {
  const answer = useQuery('data_health');
  const unpriced = useQuery('overview').rows[0]?.unpriced_tokens;
  const sum = (key: 'events' | 'counted_events' | 'set_aside_events' | 'missing_events') =>
    answer.answered ? answer.rows.reduce((all, row) => all + Number(row[key]), 0) : undefined;
  const rows = storedEventRows({});
  const first: AnyRow | undefined = answer.rows[0];
  return (
    <section class="tiles" aria-label="Data health">
      <Tile label="Events" unit="events" value={sum('events')} definition="data_health.events" rows={rows} />
      <Tile
        label="Counted"
        unit="events"
        value={sum('counted_events')}
        definition="data_health.counted_events"
        rows={storedEventRows({ counted: '1' })}
      />
      <Tile
        label="Set aside"
        unit="events"
        value={sum('set_aside_events')}
        definition="data_health.set_aside_events"
        rows={storedEventRows({ counted: '0' })}
        note="a better source told them"
      />
      <Tile
        label="Missing"
        unit="events"
        value={sum('missing_events')}
        definition="data_health.missing_events"
        rows={storedEventRows({ event_type: 'tacho_delivery_gap' })}
        note="as sources say"
      />
      {typeof first?.['duplicate_events'] === 'number' && (
        <Tile
          label="Resent"
          unit="events"
          value={first['duplicate_events']}
          definition="data_health.duplicate_events"
          rows={rows}
          note="dropped: each counts once"
        />
      )}
      <Tile
        label="Tokens without price"
        unit="tokens"
        value={unpriced}
        definition="overview.unpriced_tokens"
        rows={linkTo('usage')}
      />
    </section>
  );
}
