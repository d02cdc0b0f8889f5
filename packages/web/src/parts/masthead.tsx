import { signal } from '@preact/signals';

import { linkTo } from '../address.js';
import { isLive } from '../live.js';

/** Whether the navigation is open on a narrow screen. */
export const menuOpen = signal(false);

/** Top of the page: name, live state, theme. */
export function Masthead() {
  return (
    <header class="masthead">
      <button
        type="button"
        class="icon-button menu-button"
        aria-label="Menu"
        aria-expanded={menuOpen.value}
        aria-controls="navigation"
        onClick={() => (menuOpen.value = !menuOpen.value)}
      >
        <svg viewBox="0 0 20 20" aria-hidden="true">
          <path d="M3 5.5h14M3 10h14M3 14.5h14" />
        </svg>
      </button>
      <a class="brand" href={linkTo('overview')}>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <circle class="brand-disc" cx="16" cy="16" r="14" />
          <circle class="brand-trace" cx="16" cy="16" r="9" />
          <circle class="brand-hub" cx="16" cy="16" r="2.6" />
        </svg>
        Tachograph
      </a>
      <LiveState />
      <ThemeButton />
    </header>
  );
}

function LiveState() {
  const live = isLive.value;
  return (
    <span class={live ? 'live live-on' : 'live'} role="status">
      <i aria-hidden="true" />
      {live ? 'Live' : 'Connecting'}
    </span>
  );
}

const themes = ['system', 'light', 'dark'] as const;

const theme = signal<(typeof themes)[number]>(storedTheme());

function storedTheme(): (typeof themes)[number] {
  const stored = document.documentElement.dataset['theme'];
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

/** Bumped when colours change, so that what is drawn on a canvas can be drawn again. */
export const themeRevision = signal(0);

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  themeRevision.value += 1;
});

function chooseTheme(next: (typeof themes)[number]): void {
  theme.value = next;
  if (next === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem('tachograph.theme', next);
  } catch {
    // Storage is off: the choice holds until the page is left.
  }
  themeRevision.value += 1;
}

function ThemeButton() {
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length] ?? 'system';
  return (
    <button
      type="button"
      class="icon-button"
      title={`Theme: ${theme.value}. Change to ${next}`}
      aria-label={`Theme: ${theme.value}. Change to ${next}`}
      onClick={() => chooseTheme(next)}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true">
        {theme.value === 'light' && (
          <path d="M10 6.2a3.8 3.8 0 1 0 0 7.6 3.8 3.8 0 0 0 0-7.6M10 1.8v1.6M10 16.6v1.6M1.8 10h1.6M16.6 10h1.6M4.2 4.2l1.1 1.1M14.7 14.7l1.1 1.1M4.2 15.8l1.1-1.1M14.7 5.3l1.1-1.1" />
        )}
        {theme.value === 'dark' && <path d="M16.5 11.8A7 7 0 1 1 8.2 3.5a5.6 5.6 0 0 0 8.3 8.3Z" />}
        {theme.value === 'system' && (
          <>
            <circle cx="10" cy="10" r="7" />
            <path class="filled" d="M10 3a7 7 0 0 1 0 14Z" />
          </>
        )}
      </svg>
    </button>
  );
}
