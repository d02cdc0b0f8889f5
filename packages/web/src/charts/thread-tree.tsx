import { useState } from 'preact/hooks';

import { linkTo } from '../address.js';
import type { AnyRow } from '../ask.js';
import { formatCount, formatShort } from '../format.js';
import { words } from '../words.js';

type Node = { readonly row: AnyRow; readonly children: readonly Node[] };

/** Trees of threads, each with its share of the tokens of its tree. */
export function ThreadTree({ rows, current }: { readonly rows: readonly AnyRow[]; readonly current?: string }) {
  const [shown, setShown] = useState(treesAtFirst);
  const roots = buildTrees(rows);
  return (
    <>
      <ul class="thread-tree">
        {roots.slice(0, shown).map((node) => (
          <Branch key={String(node.row['thread_id'])} node={node} current={current} isRoot />
        ))}
      </ul>
      {roots.length > shown && (
        <p class="panel-foot">
          <button type="button" class="small-button" onClick={() => setShown(shown * 4)}>
            Show more trees
          </button>
        </p>
      )}
    </>
  );
}

/** More than a screen of trees is scrolled past, not read. */
const treesAtFirst = 12;

type BranchProps = { readonly node: Node; readonly current: string | undefined; readonly isRoot?: boolean };

function Branch({ node, current, isRoot = false }: BranchProps) {
  const { row } = node;
  const id = String(row['thread_id']);
  const tokens = Number(row['total_tokens'] ?? 0);
  const tree = Number(row['tree_tokens'] ?? 0);
  return (
    <li>
      <div class={id === current ? 'branch branch-current' : 'branch'}>
        <a class="thread-link" href={linkTo('thread', { id })} title={id}>
          …{id.slice(-12)}
        </a>
        <span class="tag">{words(row['subagent_source'], 'root')}</span>
        <span class="branch-facts">
          {formatCount(row['turns'], 'turn')} · {formatCount(row['tool_calls'], 'tool call')}
          {Number(row['failures']) > 0 && <b class="bad"> · {formatCount(row['failures'], 'failure')}</b>}
          {isRoot && node.children.length > 0 && (
            <>
              {' '}
              · <b>{formatShort(tree, 'tokens')} tokens</b> with{' '}
              {formatCount(Number(row['tree_threads']) - 1, 'sub-agent')}
            </>
          )}
        </span>
        <span class="branch-share" aria-hidden="true">
          <i style={{ width: `${tree === 0 ? 0 : (tokens / tree) * 100}%` }} />
        </span>
        <span class="branch-tokens">{formatShort(tokens, 'tokens')} tokens</span>
      </div>
      {node.children.length > 0 && (
        <ul>
          {node.children.map((child) => (
            <Branch key={String(child.row['thread_id'])} node={child} current={current} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** A thread whose parent is not among the rows stands as a root, so that nothing is left out. */
function buildTrees(rows: readonly AnyRow[]): readonly Node[] {
  const known = new Set(rows.map((row) => String(row['thread_id'])));
  const childrenOf = new Map<string, AnyRow[]>();
  const roots: AnyRow[] = [];
  for (const row of rows) {
    const parent = String(row['parent_thread_id'] ?? '');
    if (parent === '' || parent === row['thread_id'] || !known.has(parent)) roots.push(row);
    else childrenOf.set(parent, [...(childrenOf.get(parent) ?? []), row]);
  }
  // Depth is bounded: a loop of parents, which no agent makes, would otherwise never end.
  const build = (row: AnyRow, depth: number): Node => ({
    row,
    children:
      depth > 20 ? [] : (childrenOf.get(String(row['thread_id'])) ?? []).map((child) => build(child, depth + 1)),
  });
  return roots.map((row) => build(row, 0));
}
