import { useEffect } from 'preact/hooks';

import { address, linkTo } from '../address.js';
import { catalogue, needCatalogue, type QueryDefinition } from '../catalogue.js';
import { Prose } from '../parts/prose.js';
import { words } from '../words.js';
import type { PageDefinition } from './define-page.js';

export const definitionsPage: PageDefinition = {
  view: 'definitions',
  title: 'Definitions',
  lead: 'What each number means, in words and in SQL.',
  group: 'Data',
  filtered: false,
  Page: DefinitionsPage,
};

function DefinitionsPage() {
  useEffect(needCatalogue, []);
  const at = address.value.extras['at'] ?? '';
  const queries = catalogue.value;
  useEffect(() => {
    if (queries !== null && at !== '')
      document.getElementById(at)?.scrollIntoView({ block: at.includes('.') ? 'center' : 'start' });
  }, [queries, at]);
  if (queries === null) return <div class="skeleton" role="status" aria-label="Loading" />;
  return (
    <>
      <nav class="definition-index" aria-label="Queries">
        {queries.map(({ name }) => (
          <a key={name} class="small-button" href={linkTo('definitions', { at: name })}>
            {words(name)}
          </a>
        ))}
      </nav>
      {queries.map((query) => (
        <Definition key={query.name} query={query} at={at} />
      ))}
    </>
  );
}

function Definition({ query, at }: { readonly query: QueryDefinition; readonly at: string }) {
  return (
    <section
      id={query.name}
      class={query.name === at ? 'panel definition definition-panel-at' : 'panel definition'}
      aria-label={query.name}
    >
      <header class="panel-head">
        <div>
          <h2>
            <code>{query.name}</code>
          </h2>
          <p class="hint">
            <Prose text={query.summary} />
          </p>
        </div>
      </header>
      <dl>
        {Object.entries(query.columns).map(([name, column]) => {
          const id = `${query.name}.${name}`;
          return (
            <div key={name} id={id} class={id === at ? 'definition-at' : undefined}>
              <dt>
                <code>{name}</code>
                {column.unit !== null && column.unit !== '' && <span class="tag">{column.unit}</span>}
              </dt>
              <dd>
                <Prose text={column.description} />
              </dd>
            </div>
          );
        })}
      </dl>
      <details>
        <summary>SQL</summary>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
        <pre tabIndex={0}>{query.sql}</pre>
      </details>
    </section>
  );
}
