import { useEffect, useRef, useState } from 'preact/hooks';

import { address, linkTo, visit } from '../address.js';
import { fetchJson, whileWaiting, type AnyRow } from '../ask.js';
import { DataTable } from '../parts/data-table.js';
import { downloadCsv } from '../parts/csv.js';
import type { PageDefinition } from './define-page.js';

export const sqlPage: PageDefinition = {
  view: 'sql',
  title: 'SQL',
  lead: 'Questions of your own: one SELECT over the tables, read-only.',
  group: 'Data',
  filtered: false,
  Page: SqlPage,
};

const example = `SELECT event_type, count() AS events
FROM counted_events
GROUP BY event_type
ORDER BY events DESC`;

type Outcome = { readonly rows: readonly AnyRow[] } | { readonly error: string } | null;

function SqlPage() {
  const told = address.value.extras['q'];
  const [text, setText] = useState(told ?? example);
  const [outcome, setOutcome] = useState<Outcome>(null);
  const [running, setRunning] = useState(false);
  const latest = useRef(0);
  const run = async (statement: string) => {
    const number = ++latest.current;
    setRunning(true);
    const answer = await whileWaiting(ask(statement));
    // The answer to an earlier question may come last.
    if (number !== latest.current) return;
    setOutcome(answer);
    setRunning(false);
  };
  // The address holds the question: a link to it, and the way back, show the answer at once.
  useEffect(() => {
    if (told === undefined) return;
    setText(told);
    void run(told);
  }, [told]);
  const submit = () => (text === told ? void run(text) : visit(linkTo('sql', { q: text })));
  return (
    <>
      <section class="panel sql-editor" aria-label="Own question">
        <label for="statement" class="visually-hidden">
          Statement
        </label>
        <textarea
          id="statement"
          spellcheck={false}
          rows={8}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit();
          }}
        />
        <p class="panel-foot sql-foot">
          <button type="button" class="primary-button" disabled={running} onClick={submit}>
            {running ? 'Running…' : 'Run'}
          </button>
          <span class="hint">
            Ctrl + Enter runs it. Tables: counted_events (what counts), events (all that came), and the roll-ups
            activity, tool_times, turn_uses, deliveries.
          </span>
        </p>
      </section>
      {outcome !== null && <Result outcome={outcome} />}
    </>
  );
}

function Result({ outcome }: { readonly outcome: Exclude<Outcome, null> }) {
  if ('error' in outcome) {
    return (
      <p class="panel-trouble" role="alert">
        {outcome.error}
      </p>
    );
  }
  const { rows } = outcome;
  const columns = Object.keys(rows[0] ?? {}).map((key) => ({
    key,
    label: key,
    unit: rows.every((row) => typeof row[key] === 'number') ? '' : 'text',
  }));
  return (
    <section class="panel" aria-label="Result">
      <header class="panel-head">
        <h2>
          {rows.length} {rows.length === 1 ? 'row' : 'rows'}
        </h2>
        <button
          type="button"
          class="small-button"
          disabled={rows.length === 0}
          onClick={() => downloadCsv('sql', rows)}
        >
          CSV
        </button>
      </header>
      <DataTable caption="Result" columns={columns} rows={rows} rowKey={(_, index) => String(index)} />
    </section>
  );
}

async function ask(sql: string): Promise<Outcome> {
  try {
    const body = await fetchJson('api/sql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ sql }),
    });
    const rows = typeof body === 'object' && body !== null && 'rows' in body ? body.rows : null;
    // Rows of one's own SELECT: objects, whatever their columns are.
    return { rows: Array.isArray(rows) ? (rows as AnyRow[]) : [] };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
