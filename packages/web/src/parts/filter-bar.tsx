import type { QueryRows } from '@tachograph/collector/queries';
import { useState } from 'preact/hooks';

import {
  address,
  defaultSince,
  filterNames,
  linkWithFilters,
  queryFilters,
  visit,
  type FilterName,
} from '../address.js';
import { useQuery } from '../ask.js';

const ranges = [
  { since: '24h', label: '24 h', long: 'last 24 hours' },
  { since: '7d', label: '7 d', long: 'last 7 days' },
  { since: '30d', label: '30 d', long: 'last 30 days' },
  { since: '90d', label: '90 d', long: 'last 90 days' },
  { since: 'all', label: 'All', long: 'all time' },
] as const;

const dimensions: readonly { readonly name: FilterName; readonly label: string; readonly any: string }[] = [
  { name: 'project', label: 'Project', any: 'All projects' },
  { name: 'client', label: 'Client', any: 'All clients' },
  { name: 'model', label: 'Model', any: 'All models' },
  { name: 'thread_source', label: 'Thread source', any: 'All sources' },
  { name: 'account', label: 'Account', any: 'All accounts' },
];

type FacetRow = QueryRows['facets'];

/** Time range and filters; each choice is an address. */
export function FilterBar() {
  const { filters } = address.value;
  const since = filters.since ?? defaultSince;
  const ownRange = isDay(filters.since) || isDay(filters.until);
  const [open, setOpen] = useState(false);
  // Not narrowed by the filters themselves: one must be able to change a choice.
  const everything = Object.fromEntries(dimensions.map(({ name }) => [name, undefined]));
  const facets = useQuery('facets', everything, { live: false });
  const set = filterNames.filter((name) => name !== 'tz' && name !== 'since' && filters[name] !== undefined).length;
  return (
    <div class={open ? 'filters filters-open' : 'filters'} role="group" aria-label="Filters">
      <div class="segments" role="group" aria-label="Time range">
        {ranges.map((range) => (
          <a
            key={range.since}
            href={linkWithFilters({ since: range.since === defaultSince ? undefined : range.since, until: undefined })}
            aria-current={since === range.since && filters.until === undefined ? 'true' : undefined}
            title={range.long}
          >
            {range.label}
          </a>
        ))}
      </div>
      <button type="button" class="small-button filters-button" aria-expanded={open} onClick={() => setOpen(!open)}>
        Filters{set > 0 ? ` (${set})` : ''}
      </button>
      <div class="filter-choices">
        {dimensions.map((dimension) => (
          <DimensionSelect
            key={dimension.name}
            {...dimension}
            values={facets.rows.filter((row) => row.dimension === dimension.name)}
          />
        ))}
        <details class="own-range" open={ownRange}>
          <summary>Dates</summary>
          <span>
            <DateField name="since" label="From" />
            <DateField name="until" label="To" />
          </span>
        </details>
        <span class="time-zone" title="Days are counted in this time zone">
          {queryFilters.value.tz}
        </span>
      </div>
    </div>
  );
}

type DimensionProps = (typeof dimensions)[number] & { readonly values: readonly FacetRow[] };

function DimensionSelect({ name, label, any, values }: DimensionProps) {
  const chosen = address.value.filters[name] ?? '';
  const listed = values.map((row) => row.value ?? '');
  const options = chosen === '' || listed.includes(chosen) ? listed : [chosen, ...listed];
  // A choice among one is none.
  if (chosen === '' && options.length < 2) return null;
  return (
    <label class={chosen === '' ? 'select' : 'select select-set'}>
      <span class="visually-hidden">{label}</span>
      <select
        value={chosen}
        onChange={(event) => visit(linkWithFilters({ [name]: event.currentTarget.value || undefined }))}
      >
        <option value="">{any}</option>
        {options.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}

function DateField({ name, label }: { readonly name: 'since' | 'until'; readonly label: string }) {
  const value = address.value.filters[name];
  const day = isDay(value) ? value.slice(0, 10) : '';
  return (
    <label class={day === '' ? 'select date-field' : 'select date-field select-set'}>
      <span>{label}</span>
      <input
        type="date"
        value={day}
        onChange={(event) => visit(linkWithFilters({ [name]: event.currentTarget.value || undefined }))}
      />
    </label>
  );
}

function isDay(value: string | undefined): value is string {
  return value !== undefined && /^\d{4}-\d\d-\d\d/.test(value);
}
