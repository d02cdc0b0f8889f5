import { useState } from 'preact/hooks';

import { linkTo } from '../address.js';
import { useQuery, type AnyRow } from '../ask.js';
import { formatAgo, formatMoment, formatValue } from '../format.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import type { PageDefinition } from './define-page.js';
import { noEvents } from './empty-reasons.js';

export const threadsPage: PageDefinition = {
  view: 'threads',
  title: 'Threads',
  lead: 'Every thread of the period, newest first.',
  group: 'Work',
  Page: ThreadsPage,
};

/** Rows asked for at first, and added by each "more". */
const pageRows = 100;

function ThreadsPage() {
  const [limit, setLimit] = useState(pageRows);
  return <ThreadsPanel title="Threads" limit={limit} onMore={() => setLimit(limit + pageRows * 2)} />;
}

const columns: readonly TableColumn<AnyRow>[] = [
  { key: 'last_at', label: 'Last seen', unit: 'time', cell: LastSeen },
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
  { key: 'project', label: 'Project', unit: 'name', wideOnly: true },
  { key: 'client', label: 'Client', unit: 'name', wideOnly: true },
  { key: 'model', label: 'Model', unit: 'name', wideOnly: true },
  { key: 'turns', label: 'Turns', unit: 'turns' },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'cost_usd', label: 'Est. cost', unit: 'USD', wideOnly: true },
  { key: 'commands', label: 'Commands', unit: 'commands', wideOnly: true },
  { key: 'failures', label: 'Failures', unit: 'failures', cell: Failures },
];

export type ThreadsPanelProps = {
  readonly title: string;
  readonly limit: number;
  readonly onMore?: () => void;
};

/** Threads, newest first, each with a link to its story. */
export function ThreadsPanel({ title, limit, onMore }: ThreadsPanelProps) {
  const params = { limit };
  const answer = useQuery('threads', params);
  return (
    <Panel
      title={title}
      query="threads"
      params={params}
      answer={answer}
      empty={noEvents}
      table={
        <>
          <DataTable
            caption={title}
            columns={columns}
            rows={answer.rows}
            rowKey={(row) => String(row['thread_id'])}
            rowAttributes={(row) => ({ 'data-thread-id': String(row['thread_id']) })}
          />
          <p class="panel-foot">
            {onMore === undefined ? (
              <a href={linkTo('threads')}>All threads</a>
            ) : (
              answer.rows.length >= limit && (
                <button type="button" class="small-button" onClick={onMore}>
                  Show more
                </button>
              )
            )}
          </p>
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
      {typeof source === 'string' && source !== 'user' && source !== '' && <span class="tag wide-only">{source}</span>}
    </>
  );
}

function Failures(row: AnyRow) {
  const value = row['failures'];
  return <span class={typeof value === 'number' && value > 0 ? 'bad' : 'quiet'}>{formatValue(value, 'failures')}</span>;
}
