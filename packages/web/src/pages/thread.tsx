import type { QueryRows } from '@tachograph/collector/queries';

import { address, linkTo } from '../address.js';
import { useQuery } from '../ask.js';
import { eventRows, tokenEvents, toolEvents } from '../event-rows.js';
import { ThreadTree } from '../charts/thread-tree.js';
import { Timeline } from '../charts/timeline.js';
import { formatMoment } from '../format.js';
import { CopyButton } from '../parts/copy-button.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { Tile } from '../parts/tile.js';
import { words } from '../words.js';
import type { AnyRow } from '../ask.js';
import type { PageDefinition } from './define-page.js';
import { TreeTable } from './subagents.js';

export const threadPage: PageDefinition = {
  view: 'thread',
  title: 'Thread',
  lead: 'What happened in this thread, in order.',
  filtered: false,
  Page: ThreadPage,
};

/** A thread is told whole, whatever the filters of the boards are. */
const unfiltered = {
  since: undefined,
  until: undefined,
  project: undefined,
  client: undefined,
  model: undefined,
  thread_source: undefined,
  account: undefined,
};

function ThreadPage() {
  const id = address.value.extras['id'] ?? '';
  return (
    <div data-thread-id={id}>
      <ThreadHead id={id} />
      <TreePanel id={id} />
      <StoryPanel id={id} />
    </div>
  );
}

function ThreadHead({ id }: { readonly id: string }) {
  const answer = useQuery('threads', { ...unfiltered, thread: id });
  const row = answer.rows[0];
  const tile = (column: keyof QueryRows['threads'], event_type: string | readonly string[]) => ({
    value: row?.[column],
    definition: `threads.${column}`,
    rows: eventRows({ thread_id: id, event_type }),
  });
  return (
    <>
      <p class="thread-facts">
        <code>{id}</code> <CopyButton text={id} label="Copy id" />
      </p>
      {row !== undefined && (
        <p class="thread-facts quiet">
          {formatMoment(row['first_at'])} to {formatMoment(row['last_at'])}
          {[row['project'], row['client'], row['model'], row['thread_source']].map((fact, place) =>
            fact === '' || fact === null ? null : <span key={place}> · {fact}</span>,
          )}
          {typeof row['parent_thread_id'] === 'string' && row['parent_thread_id'] !== '' && (
            <>
              {' · started by '}
              <a class="thread-link" href={linkTo('thread', { id: row['parent_thread_id'] })}>
                …{row['parent_thread_id'].slice(-12)}
              </a>
            </>
          )}
        </p>
      )}
      <section class="tiles" aria-label="Totals of the thread">
        <Tile label="Turns" unit="turns" {...tile('turns', 'codex_turn_event')} />
        <Tile label="Tokens" unit="tokens" {...tile('total_tokens', tokenEvents)} />
        <Tile label="Est. cost" unit="USD" {...tile('cost_usd', tokenEvents)} />
        <Tile label="Tool calls" unit="tool_calls" {...tile('tool_calls', toolEvents)} />
        <Tile label="File changes" unit="file_changes" {...tile('file_changes', 'codex_file_change_event')} />
        <Tile label="Failures" unit="failures" {...tile('failures', ['codex_turn_event', ...toolEvents])} />
      </section>
    </>
  );
}

function TreePanel({ id }: { readonly id: string }) {
  const params = { ...unfiltered, thread: id };
  const answer = useQuery('subagents', params);
  if (answer.rows.length === 0) return null;
  return (
    <Panel
      title="Its tree"
      query="subagents"
      params={params}
      answer={answer}
      empty={{ missing: 'No sub-agents', how: '' }}
      chart={<ThreadTree rows={answer.rows} current={id} />}
      table={<TreeTable caption="Threads of the tree" rows={answer.rows} />}
    />
  );
}

const storyColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'started_at', label: 'Began', unit: 'time' },
  { key: 'kind', label: 'What', unit: 'name' },
  { key: 'name', label: 'Name', unit: 'name' },
  { key: 'status', label: 'Ended', unit: 'name', cell: (row) => words(row['status'], '–') },
  { key: 'detail', label: 'Detail', unit: 'name', cell: (row) => words(row['detail'], '–') },
  { key: 'duration_ms', label: 'Duration', unit: 'ms' },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'turn_id', label: 'Turn', unit: 'id', wideOnly: true },
];

function StoryPanel({ id }: { readonly id: string }) {
  const params = { ...unfiltered, thread: id };
  const answer = useQuery('thread_events', params);
  return (
    <Panel
      title="Story"
      hint="Each turn has its own scale of time."
      query="thread_events"
      params={params}
      answer={answer}
      empty={{
        missing: 'No such thread here',
        how: 'It may not have arrived yet, or it was recorded by another collector.',
      }}
      chart={<Timeline rows={answer.rows} />}
      table={
        <DataTable
          caption="Events of the thread"
          columns={storyColumns}
          rows={answer.rows}
          rowKey={(row) => Object.values(row).join(' ')}
        />
      }
    />
  );
}
