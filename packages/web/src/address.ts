/**
 * The address of the page holds everything that decides what it shows (view, thread, filters), so that any address can
 * be shared. All of it is in the query string: the page then works under any path and needs no rule at the server.
 */
import { computed, signal } from '@preact/signals';

/** Filters that every query takes, by the names of the query's parameters. */
export const filterNames = ['since', 'until', 'project', 'client', 'model', 'thread_source', 'account', 'tz'] as const;

/** A filter of the address. */
export type FilterName = (typeof filterNames)[number];

/** Filters in force; an absent one does not restrict. */
export type Filters = Readonly<Partial<Record<FilterName, string>>>;

/** What an address says. */
export type Address = {
  /** Name of the page, `overview` when the address has none. */
  readonly view: string;
  readonly filters: Filters;
  /** What else the view needs, such as `id` of a thread. */
  readonly extras: Readonly<Record<string, string>>;
};

/** Time range that a page without `since` shows. `all` stands for no bound and is kept in the address. */
export const defaultSince = '30d';

/** Reads an address; a name that is no filter is an extra of the view. */
export function parseAddress(search: string): Address {
  const filters: Partial<Record<FilterName, string>> = {};
  const extras: Record<string, string> = {};
  let view = 'overview';
  for (const [name, value] of new URLSearchParams(search)) {
    if (name === 'view') view = value;
    else if (name === 'token' || value === '') continue;
    else if (isFilterName(name)) filters[name] = value;
    else extras[name] = value;
  }
  return { view, filters, extras };
}

/** The query string of an address, `?` included; parts that say nothing are left out. */
export function formatAddress(address: Address): string {
  const search = new URLSearchParams();
  if (address.view !== 'overview') search.set('view', address.view);
  for (const [name, value] of Object.entries(address.extras)) search.set(name, value);
  for (const name of filterNames) {
    const value = address.filters[name];
    if (value !== undefined && value !== '') search.set(name, value);
  }
  const text = search.toString();
  return text === '' ? '?' : `?${text}`;
}

/** The address in force. Written by {@link visit} and by the browser's back button only. */
export const address = signal<Address>(parseAddress(globalThis.location?.search ?? ''));

/** Parameters for a query under the filters in force: the default range and the viewer's time zone filled in. */
export const queryFilters = computed<Filters>(() => {
  const { since, ...rest } = address.value.filters;
  const range = since ?? defaultSince;
  return { ...(range === 'all' ? {} : { since: range }), tz: viewerTimeZone(), ...rest };
});

/** First and last day that a chart under the filters in force should show; null where the data decide. */
export const shownDays = computed<{ readonly first: string | null; readonly last: string }>(() => {
  const { since, until, tz } = queryFilters.value;
  const now = Date.now();
  return {
    first: since === undefined ? null : dayOf(since, now, tz),
    last: until === undefined ? dayAt(now, tz) : dayOf(until, now, tz),
  };
});

/** Units of spans of time as `since` and `until` take them. */
const spanUnits = {
  m: { unit: 'MINUTE', ms: 60_000 },
  h: { unit: 'HOUR', ms: 3_600_000 },
  d: { unit: 'DAY', ms: 86_400_000 },
  w: { unit: 'WEEK', ms: 604_800_000 },
} as const;

/** A span back from now such as `7d`; null for anything else. */
export function spanOf(moment: string): { readonly count: number; readonly unit: string; readonly ms: number } | null {
  const [, count, letter] = /^(\d{1,5})([mhdw])$/.exec(moment) ?? [];
  if (letter !== 'm' && letter !== 'h' && letter !== 'd' && letter !== 'w') return null;
  const { unit, ms } = spanUnits[letter];
  return { count: Number(count), unit, ms: Number(count) * ms };
}

function dayOf(moment: string, now: number, tz: string | undefined): string {
  const span = spanOf(moment);
  return span === null ? moment.slice(0, 10) : dayAt(now - span.ms, tz);
}

function dayAt(ms: number, timeZone: string | undefined): string {
  // The Swedish form of a date is ISO's.
  return new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeZone }).format(ms);
}

/** Link to a view under the filters in force. */
export function linkTo(view: string, extras: Readonly<Record<string, string>> = {}): string {
  return formatAddress({ view, filters: address.value.filters, extras });
}

/** Link to the view in force under changed filters; `undefined` removes one. */
export function linkWithFilters(change: Readonly<Partial<Record<FilterName, string | undefined>>>): string {
  // Other filters, other rows: the list begins at its first page.
  const { page: _, ...extras } = address.value.extras;
  const filters: Partial<Record<FilterName, string>> = { ...address.value.filters };
  for (const [name, value] of Object.entries(change)) {
    if (!isFilterName(name)) continue;
    if (value === undefined || value === '') delete filters[name];
    else filters[name] = value;
  }
  return formatAddress({ ...address.value, filters, extras });
}

/** Link to the view in force on one day. */
export function linkToDay(day: unknown): string {
  return linkWithFilters({ since: String(day), until: String(day) });
}

/** Link to the view in force under the same filters, with something else of its own; `undefined` removes it. */
export function linkWithExtras(change: Readonly<Record<string, string | undefined>>): string {
  const told = Object.entries({ ...address.value.extras, ...change });
  const extras = Object.fromEntries(told.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  return formatAddress({ ...address.value, extras });
}

/** Which option of a choice the address names; the first one when it names none that is known. */
export function chosenOption<Options extends readonly [Option, ...Option[]]>(
  name: string,
  options: Options,
): Options[number] {
  const told = address.value.extras[name];
  return options.find(({ value }) => value === told) ?? options[0];
}

type Option = { readonly value: string };

/** Goes to an address of this page, as a link would, without loading it again. */
export function visit(search: string): void {
  const before = address.value;
  history.pushState(null, '', search);
  address.value = parseAddress(location.search);
  if (before.view !== address.value.view || before.extras['id'] !== address.value.extras['id']) {
    scrollTo(0, 0);
    document.querySelector<HTMLElement>('main')?.focus({ preventScroll: true });
  }
}

/** Makes links of this page and the back button change {@link address}; called once. */
export function followAddress(): void {
  addEventListener('popstate', () => {
    address.value = parseAddress(location.search);
  });
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest('a') : null;
    const href = link?.getAttribute('href');
    if (link === null || link.hasAttribute('download') || !href?.startsWith('?')) return;
    event.preventDefault();
    visit(href);
  });
  // The token of the first link must not stay in the address bar, where it would be shared.
  if (new URLSearchParams(location.search).has('token')) {
    history.replaceState(null, '', formatAddress(address.value));
  }
}

/** IANA name of the viewer's time zone. */
function viewerTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

function isFilterName(name: string): name is FilterName {
  return (filterNames as readonly string[]).includes(name);
}
