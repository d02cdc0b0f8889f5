import type { AnyRow } from '../ask.js';
import type { TimeSeries } from './time-plot.js';

/** Series kept apart; the rest are added up as "other", because more colours than this cannot be told apart. */
const seriesMax = 7;

/** Turns rows of (day, key, value) into series over all days from the first to the last, or of the period shown; holes are zero. */
export function seriesByDay(
  rows: readonly AnyRow[],
  value: string,
  key?: string,
  shown: { readonly first: string | null; readonly last: string } | null = null,
): { readonly days: readonly string[]; readonly series: readonly TimeSeries[] } {
  const told = rows.map((row) => String(row['day']).slice(0, 10));
  const days = everyDay(
    shown === null || told.length === 0 ? told : [...told, shown.last, ...(shown.first === null ? [] : [shown.first])],
  );
  const place = new Map(days.map((day, index) => [day, index]));
  const totals = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row, key);
    totals.set(name, (totals.get(name) ?? 0) + numberOf(row[value]));
  }
  const ranked = [...totals].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  const kept = ranked.length <= seriesMax + 1 ? ranked : [...ranked.slice(0, seriesMax), 'other'];
  const values = new Map(kept.map((name) => [name, days.map(() => 0)]));
  for (const row of rows) {
    const name = nameOf(row, key);
    const cells = values.get(name) ?? values.get('other');
    const index = place.get(String(row['day']).slice(0, 10));
    if (cells !== undefined && index !== undefined) cells[index] = (cells[index] ?? 0) + numberOf(row[value]);
  }
  return { days, series: kept.map((label) => ({ label, values: values.get(label) ?? [] })) };
}

function nameOf(row: AnyRow, key: string | undefined): string {
  if (key === undefined) return 'all';
  const name = row[key];
  return name === null || name === undefined || name === '' ? 'unknown' : String(name);
}

function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

/** Days drawn at least: a single bar as wide as the page says nothing. */
const daysMin = 7;
/** Days drawn at most: a stray clock far in the past must not make a chart of ten thousand empty days. */
const daysMax = 800;

function everyDay(days: readonly string[]): readonly string[] {
  const sorted = [...new Set(days)].sort();
  const last = sorted.at(-1);
  if (last === undefined) return [];
  const end = Date.parse(last);
  const first = Math.min(Date.parse(sorted[0] ?? last), end - (daysMin - 1) * 86_400_000);
  const start = Math.max(first, end - (daysMax - 1) * 86_400_000);
  const all: string[] = [];
  for (let at = start; at <= end; at += 86_400_000) all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}
