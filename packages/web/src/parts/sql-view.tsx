import { useEffect, useState } from 'preact/hooks';

import { queryFilters } from '../address.js';
import { fetchJson, queryUrl, type QueryParams } from '../ask.js';
import { CopyButton } from './copy-button.js';

type BoundSql = { readonly sql: string; readonly params: Readonly<Record<string, unknown>> };

/** The SQL behind a panel, as it is asked now, and the values that are bound into it. */
export function SqlView({ query, params }: { readonly query: string; readonly params: QueryParams }) {
  const url = queryUrl(`${query}/sql`, { ...queryFilters.value, ...params });
  const [bound, setBound] = useState<BoundSql | string | null>(null);
  useEffect(() => {
    fetchJson(url).then(
      (body) => setBound(readBound(body)),
      (error: unknown) => setBound(error instanceof Error ? error.message : String(error)),
    );
  }, [url]);
  if (bound === null) return <p class="panel-note hint">Fetching the SQL…</p>;
  if (typeof bound === 'string') return <p class="panel-trouble">{bound}</p>;
  const values = Object.entries(bound.params).map(([name, value]) => `${name} = ${JSON.stringify(value)}`);
  return (
    <div class="sql">
      <div class="sql-head">
        <span class="hint">{values.length === 0 ? 'No parameters' : `Parameters: ${values.join(', ')}`}</span>
        <CopyButton text={bound.sql} label="Copy SQL" />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>{bound.sql}</pre>
    </div>
  );
}

function readBound(body: unknown): BoundSql | string {
  if (typeof body === 'object' && body !== null && 'sql' in body && typeof body.sql === 'string') {
    const params = 'params' in body && typeof body.params === 'object' ? { ...body.params } : {};
    return { sql: body.sql, params };
  }
  return 'The collector did not tell the SQL.';
}
