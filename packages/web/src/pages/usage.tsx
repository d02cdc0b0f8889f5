import { useMemo } from 'preact/hooks';

import { chosenOption, linkTo, linkToDay, linkWithFilters, shownDays } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { seriesByDay } from '../charts/series-by-day.js';
import { StackedBars } from '../charts/stacked-bars.js';
import { StackedTime } from '../charts/stacked-time.js';
import { eventRows, tokenEvents } from '../event-rows.js';
import { formatCount, formatValue } from '../format.js';
import { Choice } from '../parts/choice.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { noTokens } from './empty-reasons.js';
import { ThreadLink } from './threads.js';
import { tokenMeasures } from './token-measures.js';

export const usagePage: PageDefinition = {
  view: 'usage',
  title: 'Tokens and cost',
  lead: 'Where the tokens went, what they cost at list price, and why.',
  group: 'Work',
  Page: UsagePage,
};

const dimensions = [
  { value: 'model', label: 'by model' },
  { value: 'project', label: 'by project' },
  { value: 'client', label: 'by client' },
  { value: 'purpose', label: 'by purpose' },
  { value: 'thread_source', label: 'by thread source' },
] as const;

type Dimension = (typeof dimensions)[number]['value'];

function UsagePage() {
  const by = chosenOption('by', dimensions).value;
  return (
    <>
      <UsagePanel by={by} />
      <MixPanel by={by} />
      <TopThreadsPanel />
      <TopTurnsPanel />
    </>
  );
}

const usageColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'day', label: 'Day', unit: 'date', href: (row) => linkToDay(row['day']) },
  { key: 'key', label: 'Value', unit: 'name', cell: (row) => words(row['key']) },
  { key: 'input_tokens', label: 'Input', unit: 'tokens' },
  { key: 'cached_input_tokens', label: 'of it cached', unit: 'tokens' },
  { key: 'output_tokens', label: 'Output', unit: 'tokens' },
  { key: 'reasoning_output_tokens', label: 'of it reasoning', unit: 'tokens' },
  { key: 'total_tokens', label: 'Total', unit: 'tokens' },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD' },
];

function UsagePanel({ by }: { readonly by: Dimension }) {
  const answer = useQuery('usage', { by });
  const measure = chosenOption('measure', tokenMeasures);
  const shown = shownDays.value;
  const data = useMemo(
    () =>
      seriesByDay(
        answer.rows.map((row) => ({ ...row, key: words(row['key']) })),
        measure.value,
        'key',
        shown,
      ),
    [answer.rows, measure, shown],
  );
  return (
    <Panel
      title={measure.value === 'cost_usd' ? 'Estimated cost per day' : 'Tokens per day'}
      query="usage"
      params={{ by }}
      answer={answer}
      empty={noTokens}
      controls={
        <>
          <Choice label="Measure" name="measure" value={measure.value} options={tokenMeasures} />
          <Choice label="Split" name="by" value={by} options={dimensions} />
        </>
      }
      chart={
        <StackedTime label={`${measure.label} per day`} days={data.days} series={data.series} unit={measure.unit} />
      }
      table={
        <DataTable
          caption="Tokens per day"
          columns={usageColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['day'])} ${String(row['key'])}`}
        />
      }
    />
  );
}

const mixColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'key', label: 'Value', unit: 'name', cell: (row) => words(row['key']) },
  { key: 'uses', label: 'Uses', unit: 'uses' },
  { key: 'uncached_input_tokens', label: 'Uncached input', unit: 'tokens' },
  { key: 'cached_input_tokens', label: 'Cached input', unit: 'tokens' },
  { key: 'cache_write_input_tokens', label: 'Cache write', unit: 'tokens' },
  { key: 'output_tokens', label: 'Output', unit: 'tokens' },
  { key: 'reasoning_output_tokens', label: 'of it reasoning', unit: 'tokens' },
  { key: 'cache_hit_ratio', label: 'Cache hits', unit: 'ratio' },
  { key: 'total_tokens', label: 'Total', unit: 'tokens' },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD' },
];

/** Bars drawn; the table holds the rest. */
const mixBarsMax = 8;

function MixPanel({ by }: { readonly by: Dimension }) {
  const answer = useQuery('token_mix', { by });
  const bars = answer.rows.slice(0, mixBarsMax).map((row) => {
    const output = Number(row['output_tokens']);
    const reasoning = Number(row['reasoning_output_tokens']);
    return {
      label: words(row['key']),
      values: [Number(row['uncached_input_tokens']), Number(row['cached_input_tokens']), output - reasoning, reasoning],
      note: `${formatValue(row['cache_hit_ratio'], 'ratio')} cached`,
      href: rowsOfKey(by, String(row['key'])),
    };
  });
  return (
    <Panel
      title="Token mix"
      hint="Cached tokens are part of the input, reasoning is part of the output: nothing is added twice."
      query="token_mix"
      params={{ by }}
      answer={answer}
      empty={noTokens}
      chart={
        <StackedBars parts={['uncached input', 'cached input', 'output', 'reasoning']} bars={bars} unit="tokens" />
      }
      table={
        <DataTable caption="Token mix" columns={mixColumns} rows={answer.rows} rowKey={(row) => String(row['key'])} />
      }
    />
  );
}

/** Where a value is one of a filter, the filter tells more than the events. */
function rowsOfKey(by: Dimension, key: string): string {
  if (by === 'purpose') return eventRows({ event_type: 'tacho_model_response', purpose: key });
  return key === '' ? eventRows({ event_type: tokenEvents, [by]: '' }) : linkWithFilters({ [by]: key });
}

const topParams = { limit: 12 };

const topThreadColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
  { key: 'project', label: 'Project', unit: 'name', cell: ProjectLink, wideOnly: true },
  { key: 'model', label: 'Model', unit: 'name', wideOnly: true },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD' },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'why', label: 'What drove it', unit: 'text', cell: (row) => threadReasons(row) },
  { key: 'turns', label: 'Turns', unit: 'turns' },
  { key: 'turn_time_ms', label: 'Time in turns', unit: 'ms', wideOnly: true },
];

function TopThreadsPanel() {
  const answer = useQuery('top_threads', topParams);
  return (
    <Panel
      title="Threads that cost the most"
      hint="A thread counts with its sub-agents, reviews and compactions. Estimates at list price, not what a subscription pays."
      query="top_threads"
      params={topParams}
      answer={answer}
      empty={noTokens}
      table={
        <DataTable
          caption="Threads that cost the most"
          columns={topThreadColumns}
          rows={answer.rows}
          rowKey={(row) => String(row['thread_id'])}
        />
      }
    />
  );
}

const topTurnColumns: readonly TableColumn<AnyRow>[] = [
  {
    key: 'turn_id',
    label: 'Turn',
    unit: 'id',
    cell: (row) => (
      <a class="thread-link" href={linkTo('thread', { id: String(row['thread_id']) })} title={String(row['turn_id'])}>
        …{String(row['turn_id']).slice(-12)}
      </a>
    ),
  },
  {
    key: 'status',
    label: 'Ended',
    unit: 'name',
    cell: (row) => words(row['error_kind'] || row['status']),
    wideOnly: true,
  },
  { key: 'model', label: 'Model', unit: 'name', wideOnly: true },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD' },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'why', label: 'What drove it', unit: 'text', cell: (row) => turnReasons(row) },
  { key: 'duration_ms', label: 'Duration', unit: 'ms' },
];

function TopTurnsPanel() {
  const answer = useQuery('top_turns', topParams);
  return (
    <Panel
      title="Turns that cost the most"
      query="top_turns"
      params={topParams}
      answer={answer}
      empty={noTokens}
      table={
        <DataTable
          caption="Turns that cost the most"
          columns={topTurnColumns}
          rows={answer.rows}
          rowKey={(row) => `${String(row['thread_id'])} ${String(row['turn_id'])}`}
        />
      }
    />
  );
}

function ProjectLink(row: AnyRow) {
  const project = String(row['project'] ?? '');
  return project === '' ? '–' : <a href={linkWithFilters({ project })}>{project}</a>;
}

function threadReasons(row: AnyRow): string {
  const total = Number(row['total_tokens']);
  const share = (key: string, name: string) => {
    const part = total === 0 ? 0 : Number(row[key]) / total;
    return part < 0.05 ? [] : [`${formatValue(part, 'ratio')} ${name}`];
  };
  return [
    ...share('subagent_tokens', 'sub-agents'),
    ...share('guardian_tokens', 'guardian'),
    ...share('compaction_tokens', 'compactions'),
    ...amount(row['tool_calls'], 'tool call'),
    ...amount(row['failed_tool_calls'], 'failure'),
    ...amount(row['compactions'], 'compaction'),
    ...amount(row['retries'], 'repeated request'),
  ].join(', ');
}

function turnReasons(row: AnyRow): string {
  return [
    ...(row['purpose'] === 'turn' ? [] : [words(row['purpose'])]),
    ...amount(row['uses'], 'use of the model', 'uses of the model'),
    ...amount(row['tool_calls'], 'tool call'),
    ...amount(row['failed_tool_calls'], 'failure'),
    ...amount(row['compactions'], 'compaction'),
    ...amount(row['retries'], 'repeated request'),
    ...amount(row['steers'], 'steer'),
  ].join(', ');
}

function amount(value: unknown, one: string, many?: string): readonly string[] {
  return Number(value) > 0 ? [formatCount(value, one, many)] : [];
}
