import type { ComponentChildren } from 'preact';

import { address, linkTo } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { formatAgo, formatMoment, formatValue } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import type { EmptyReason } from '../parts/empty-state.js';
import { Pager, shownPage } from '../parts/pager.js';
import { Panel, type PanelProps } from '../parts/panel.js';
import { SearchField } from '../parts/search-field.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { noEvents } from './empty-reasons.js';

export const threadsPage: PageDefinition = {
  view: 'threads',
  title: 'Threads',
  lead: 'Every thread of the period, newest first.',
  group: 'Work',
  Page: ThreadsPage,
};

function ThreadsPage() {
  const { limit, offset } = shownPage();
  const { search } = address.value.extras;
  const total = useQuery('overview').rows[0]?.threads;
  const answer = useQuery('threads', { limit, offset, search });
  return (
    <ThreadsPanel
      title="Threads"
      hint="The head of a column sorts the rows that are shown."
      params={{ limit, offset, search }}
      answer={answer}
      empty={search === undefined ? noEvents : nothingFound(search)}
      controls={<SearchField label="Search threads" hint="Id or project" />}
      foot={<Pager shown={answer.rows.length} total={search === undefined ? total : undefined} />}
    />
  );
}

function nothingFound(search: string): EmptyReason {
  return { missing: `No thread of this period holds “${search}”`, how: 'Ids and projects are searched.' };
}

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'last_at', label: 'Last seen', unit: 'time', cell: LastSeen },
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
  { key: 'project', label: 'Project', unit: 'name', wideOnly: true },
  { key: 'client', label: 'Client', unit: 'name', wideOnly: true },
  { key: 'model', label: 'Model', unit: 'name', wideOnly: true },
  { key: 'turns', label: 'Turns', unit: 'turns', wideOnly: true },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD', wideOnly: true },
  { key: 'commands', label: 'Commands', unit: 'commands', wideOnly: true },
  { key: 'failures', label: 'Failures', unit: 'failures', cell: Failures },
];

export type ThreadsPanelProps = Pick<PanelProps, 'title' | 'hint' | 'params' | 'answer' | 'empty' | 'controls'> & {
  readonly foot: ComponentChildren;
};

/** Threads, each with a link to its story. */
export function ThreadsPanel({ foot, ...panel }: ThreadsPanelProps) {
  return (
    <Panel
      {...panel}
      query="threads"
      table={
        <>
          <DataTable
            caption={panel.title}
            columns={columns}
            rows={panel.answer.rows}
            rowKey={(row) => String(row['thread_id'])}
            rowAttributes={(row) => ({ 'data-thread-id': String(row['thread_id']) })}
          />
          {foot}
        </>
      }
    />
  );
}

function LastSeen(row: AnyRow) {
  return <time title={formatMoment(row['last_at'])}>{formatAgo(row['last_at'], Date.now())}</time>;
}

/** UUIDv7s that begin in the same minutes share their first letters: the end tells them apart. */
export function ThreadLink(row: AnyRow) {
  const id = String(row['thread_id']);
  const source = row['subagent_source'] ?? row['thread_source'];
  return (
    <>
      <a class="thread-link" href={linkTo('thread', { id })} title={id}>
        {id.length > 13 ? `…${id.slice(-12)}` : id}
      </a>
      {typeof source === 'string' && source !== 'user' && source !== '' && (
        <span class="tag wide-only">{words(source)}</span>
      )}
    </>
  );
}

function Failures(row: AnyRow) {
  const value = row['failures'];
  return <span class={typeof value === 'number' && value > 0 ? 'bad' : 'quiet'}>{formatValue(value, 'failures')}</span>;
}
