import { render } from 'preact';
import { useEffect } from 'preact/hooks';

import { address } from './address.js';
import { isWaiting } from './ask.js';
import { pages } from './pages/index.js';
import { NotFoundPage } from './pages/not-found.js';
import { FilterBar } from './parts/filter-bar.js';
import { Masthead } from './parts/masthead.js';
import { Navigation } from './parts/navigation.js';
import { SampleBanner } from './parts/sample-banner.js';
import { TroubleBanner } from './parts/trouble-banner.js';
import { UnsummedBanner } from './parts/unsummed-banner.js';
import { drawPlainText } from './plain-text.js';

/** Draws the page and keeps it up to date. */
export function showApp(root: HTMLElement): void {
  drawPlainText();
  render(<App />, root);
}

/** The frame around every page: navigation, filters, banners, and the page that the address names. */
function App() {
  const { view } = address.value;
  const page = pages.find((candidate) => candidate.view === view);
  const title = page?.title ?? 'Not found';
  useEffect(() => {
    document.title = view === 'overview' ? 'Tachograph' : `${title} · Tachograph`;
  }, [title, view]);
  return (
    <div class="frame">
      <a class="skip-link" href="#main">
        Skip to content
      </a>
      <Masthead />
      <Navigation />
      <div class="frame-content">
        <main id="main" tabIndex={-1} aria-busy={isWaiting.value}>
          <TroubleBanner />
          <SampleBanner />
          <UnsummedBanner />
          <header class="page-head">
            <div>
              <h1>{title}</h1>
              {page && <p class="lead">{page.lead}</p>}
            </div>
            {page?.filtered === false ? null : <FilterBar />}
          </header>
          {page ? <page.Page /> : <NotFoundPage />}
        </main>
      </div>
    </div>
  );
}
