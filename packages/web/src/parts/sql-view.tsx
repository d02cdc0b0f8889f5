import { useEffect } from 'preact/hooks';

import { queryFilters } from '../address.js';
import type { QueryParams } from '../ask.js';
import { catalogue, needCatalogue } from '../catalogue.js';
import { CopyButton } from './copy-button.js';

/** The SQL behind a panel and the values that are bound into it. */
export function SqlView({ query, params }: { readonly query: string; readonly params: QueryParams }) {
  useEffect(needCatalogue, []);
  const definition = catalogue.value?.find((candidate) => candidate.name === query);
  const bound = Object.entries({ ...queryFilters.value, ...params }).filter(([, value]) => value !== undefined);
  if (definition === undefined) return <p class="hint">Fetching the SQL…</p>;
  return (
    <div class="sql">
      <div class="sql-head">
        <span class="hint">
          Parameters: {bound.length === 0 ? 'none' : bound.map(([name, value]) => `${name} = ${value}`).join(', ')}
        </span>
        <CopyButton text={definition.sql} label="Copy SQL" />
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <pre tabIndex={0}>{definition.sql}</pre>
    </div>
  );
}
