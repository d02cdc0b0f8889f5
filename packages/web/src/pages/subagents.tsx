import { useQuery, type AnyRow } from '../ask.js';
import { ThreadTree } from '../charts/thread-tree.js';
import { DataTable, type TableColumn } from '../parts/data-table.js';
import { Panel } from '../parts/panel.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';
import { ThreadLink } from './threads.js';

export const subagentsPage: PageDefinition = {
  view: 'subagents',
  title: 'Sub-agents',
  lead: 'Which threads started others, and what the whole tree used.',
  group: 'Agents',
  Page: SubagentsPage,
};

const treeColumns: readonly TableColumn<AnyRow>[] = [
  { key: 'thread_id', label: 'Thread', unit: 'id', cell: ThreadLink },
  { key: 'subagent_source', label: 'Kind', unit: 'name', cell: (row) => words(row['subagent_source'], 'root') },
  { key: 'model', label: 'Model', unit: 'name', wideOnly: true },
  { key: 'turns', label: 'Turns', unit: 'turns' },
  { key: 'tool_calls', label: 'Tool calls', unit: 'tool_calls' },
  { key: 'failures', label: 'Failures', unit: 'failures' },
  { key: 'total_tokens', label: 'Tokens', unit: 'tokens' },
  { key: 'tree_tokens', label: 'Tokens of the tree', unit: 'tokens' },
];

/** The threads of trees as a table. */
export function TreeTable({ caption, rows }: { readonly caption: string; readonly rows: readonly AnyRow[] }) {
  return <DataTable caption={caption} columns={treeColumns} rows={rows} rowKey={(row) => String(row['thread_id'])} />;
}

function SubagentsPage() {
  const params = { limit: 300 };
  const answer = useQuery('subagents', params);
  return (
    <Panel
      title="Trees of threads"
      hint="The tree that used the most tokens comes first; the bar is a thread’s share of its tree."
      query="subagents"
      params={params}
      answer={answer}
      empty={{
        missing: 'No thread started another',
        how: 'Sub-agents, reviews and the guardian run in threads of their own; none did in this period.',
      }}
      chart={<ThreadTree rows={answer.rows} />}
      table={<TreeTable caption="Threads of trees" rows={answer.rows} />}
    />
  );
}
