import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

import { linkTo } from '../address.js';
import type { AnyRow, Answer, QueryParams } from '../ask.js';
import { downloadCsv } from './csv.js';
import { EmptyState, type EmptyReason } from './empty-state.js';
import { PanelQuery } from './panel-query.js';
import { SqlView } from './sql-view.js';

export type PanelProps = {
  readonly title: string;
  /** One sentence that says how to read it. */
  readonly hint?: string;
  /** Name of the query behind it, its own parameters and its answer. */
  readonly query: string;
  readonly params?: QueryParams;
  readonly answer: Answer<AnyRow>;
  /** What to say when there are no rows. */
  readonly empty: EmptyReason;
  /** Drawing of the rows; absent when the table is all there is. */
  readonly chart?: ComponentChildren;
  /** The same rows as a table. */
  readonly table: ComponentChildren;
  /** Controls beside the title. */
  readonly controls?: ComponentChildren;
  readonly wide?: boolean;
};

/** A card: one query as a chart, as a table, as CSV and as SQL. */
export function Panel(props: PanelProps) {
  const { title, hint, query, answer, chart, table } = props;
  const [shown, setShown] = useState<'chart' | 'table'>(chart === undefined ? 'table' : 'chart');
  const [sqlShown, setSqlShown] = useState(false);
  return (
    <section class={props.wide === false ? 'panel' : 'panel panel-wide'} aria-label={title} data-query={query}>
      <header class="panel-head">
        <div>
          <h2>{title}</h2>
          {hint !== undefined && <p class="hint">{hint}</p>}
        </div>
        <div class="panel-tools">
          {props.controls}
          {chart !== undefined && (
            <button
              type="button"
              class="small-button"
              aria-pressed={shown === 'table'}
              onClick={() => setShown(shown === 'chart' ? 'table' : 'chart')}
            >
              Table
            </button>
          )}
          <button
            type="button"
            class="small-button"
            disabled={answer.rows.length === 0}
            onClick={() => downloadCsv(query, answer.rows)}
          >
            CSV
          </button>
          <button
            type="button"
            class="small-button"
            aria-pressed={sqlShown}
            aria-label={`Show the SQL of ${title}`}
            onClick={() => setSqlShown(!sqlShown)}
          >
            SQL
          </button>
          <a
            class="small-button"
            href={linkTo('definitions', { at: query })}
            aria-label={`What the numbers of ${title} mean`}
            title="What the numbers mean"
          >
            ?
          </a>
        </div>
      </header>
      {sqlShown && <SqlView query={query} params={props.params ?? {}} />}
      <PanelQuery.Provider value={query}>
        <PanelBody {...props} shown={shown} table={table} chart={chart} />
      </PanelQuery.Provider>
    </section>
  );
}

function PanelBody({ answer, empty, shown, chart, table }: PanelProps & { readonly shown: 'chart' | 'table' }) {
  if (answer.status === 'failed' && answer.rows.length === 0) {
    return (
      <p class="panel-trouble" role="alert">
        {answer.error}
      </p>
    );
  }
  if (answer.status === 'loading' && answer.rows.length === 0)
    return <div class="skeleton" aria-label="Loading" role="status" />;
  if (answer.rows.length === 0) return <EmptyState {...empty} />;
  return (
    <>
      {answer.status === 'failed' && (
        <p class="panel-trouble" role="alert">
          Not up to date: {answer.error}
        </p>
      )}
      {shown === 'chart' ? chart : table}
    </>
  );
}
