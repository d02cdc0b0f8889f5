import type { QueryRows } from '@tachograph/collector/queries';
import { useMemo } from 'preact/hooks';

import { address, chosenOption, defaultSince, linkTo, linkToDay, shownDays, spanOf } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { seriesByDay } from '../charts/series-by-day.js';
import { StackedTime } from '../charts/stacked-time.js';
import { formatShort } from '../format.js';
import { Choice } from '../parts/choice.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { Tile } from '../parts/tile.js';
import type { PageDefinition } from './define-page.js';
import { noEvents } from './empty-reasons.js';
import { ThreadsPanel } from './threads.js';
import { tokenMeasures } from './token-measures.js';

export const overviewPage: PageDefinition = {
  view: 'overview',
  title: 'Overview',
  lead: 'What the agents did.',
  group: 'Work',
  Page: OverviewPage,
};

function OverviewPage() {
  return (
    <>
      <Tiles />
      <DailyPanel />
      <LatestThreads />
    </>
  );
}

const latestParams = { limit: 12 };

function LatestThreads() {
  return (
    <ThreadsPanel
      title="Latest threads"
      params={latestParams}
      answer={useQuery('threads', latestParams)}
      empty={noEvents}
      foot={
        <p class="panel-foot">
          <a href={linkTo('threads')}>All threads</a>
        </p>
      }
    />
  );
}

function Tiles() {
  const now = useQuery('overview').rows[0];
  const before = usePeriodBefore();
  const tile = (column: keyof QueryRows['overview']) => ({
    value: now?.[column],
    before: before?.[column],
    definition: `overview.${column}`,
  });
  return (
    <section class="tiles" aria-label="Totals">
      <Tile label="Threads" unit="threads" rows={linkTo('threads')} {...tile('threads')} />
      <Tile label="Turns" unit="turns" rows={linkTo('turns')} {...tile('turns')} />
      <Tile label="Tokens" unit="tokens" rows={linkTo('usage')} {...tile('total_tokens')} />
      <Tile
        label="Est. cost"
        unit="USD"
        rows={linkTo('usage')}
        note={
          Number(now?.['unpriced_tokens'] ?? 0) > 0
            ? `${formatShort(now?.['unpriced_tokens'], 'tokens')} tokens without price`
            : ''
        }
        {...tile('cost_usd')}
      />
      <Tile label="Commands" unit="commands" rows={linkTo('tools')} {...tile('commands')} />
      <Tile label="Failures" unit="failures" more="bad" rows={linkTo('tools')} {...tile('failures')} />
    </section>
  );
}

/** The same numbers for the period of the same length before; undefined where the range has no such period. */
function usePeriodBefore(): AnyRow | undefined {
  const { since = defaultSince, until } = address.value.filters;
  const span = spanOf(since);
  const comparable = span !== null && until === undefined;
  const period = comparable ? { since: `${span.count * 2}${since.slice(-1)}`, until: since } : {};
  const answer = useQuery('overview', period, { live: !comparable });
  return comparable ? answer.rows[0] : undefined;
}

const measures = [
  ...tokenMeasures,
  { value: 'turns', label: 'Turns', unit: 'turns' },
  { value: 'threads', label: 'Threads', unit: 'threads' },
  { value: 'commands', label: 'Commands', unit: 'commands' },
  { value: 'failures', label: 'Failures', unit: 'failures' },
] as const;

const dailyColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'day', label: 'Day', unit: 'date', href: (row) => linkToDay(row['day']) },
  { key: 'threads', label: 'Threads', unit: 'threads' },
  { key: 'turns', label: 'Turns', unit: 'turns' },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD' },
  { key: 'commands', label: 'Commands', unit: 'commands' },
  { key: 'failures', label: 'Failures', unit: 'failures' },
];

function DailyPanel() {
  const answer = useQuery('daily');
  const measure = chosenOption('measure', measures);
  const shown = shownDays.value;
  const data = useMemo(() => seriesByDay(answer.rows, measure.value, undefined, shown), [answer.rows, measure, shown]);
  const series = useMemo(() => data.series.map((one) => ({ ...one, label: measure.label })), [data, measure]);
  return (
    <Panel
      title={`${measure.label} per day`}
      query="daily"
      answer={answer}
      empty={noEvents}
      controls={<Choice label="Measure" name="measure" value={measure.value} options={measures} />}
      chart={<StackedTime label={`${measure.label} per day`} days={data.days} series={series} unit={measure.unit} />}
      table={
        <DataTable
          caption="Numbers per day"
          columns={dailyColumns}
          rows={answer.rows}
          rowKey={(row) => String(row['day'])}
        />
      }
    />
  );
}
