import { useEffect } from 'preact/hooks';

import { address, linkTo } from '../address.js';
import { pages } from '../pages/index.js';
import { menuOpen } from './masthead.js';

/** The list of boards; a drawer on narrow screens. */
export function Navigation() {
  const current = address.value.view;
  const groups = [...new Set(pages.flatMap((page) => (page.group === undefined ? [] : [page.group])))];
  useEffect(() => {
    menuOpen.value = false;
  }, [current]);
  useEffect(() => {
    const close = (event: KeyboardEvent) => {
      if (event.key === 'Escape') menuOpen.value = false;
    };
    addEventListener('keydown', close);
    return () => removeEventListener('keydown', close);
  }, []);
  return (
    <nav id="navigation" class={menuOpen.value ? 'navigation navigation-open' : 'navigation'} aria-label="Boards">
      {groups.map((group) => (
        <div class="navigation-group" key={group}>
          <h2>{group}</h2>
          <ul>
            {pages
              .filter((page) => page.group === group)
              .map((page) => (
                <li key={page.view}>
                  <a href={linkTo(page.view)} aria-current={page.view === current ? 'page' : undefined}>
                    {page.title}
                  </a>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
