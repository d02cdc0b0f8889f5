import type { QueryColumn } from '@tachograph/collector/queries';

import { plainText } from './plain-text.js';

const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

/** What stands for a value that nothing carried. */
const nothing = '-';

/** A value of a query as text for a terminal; exact, with its unit where the number alone would not say it. */
export function formatValue(value: unknown, column: Pick<QueryColumn, 'kind' | 'unit'>, timeZone = 'UTC'): string {
  if (value === null || value === undefined || value === '') return nothing;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (column.kind === 'time') return formatMoment(String(value), timeZone);
  if (typeof value !== 'number') return plainText(typeof value === 'string' ? value : JSON.stringify(value));
  if (column.unit === 'ms') return formatSpan(value);
  if (column.unit === 'ratio') return `${(value * 100).toFixed(1)}%`;
  if (column.unit === 'USD')
    return value !== 0 && Math.abs(value) < 0.01 ? `$${value.toPrecision(2)}` : `$${value.toFixed(2)}`;
  return Number.isInteger(value) ? integer.format(value) : value.toFixed(2);
}

/** The same, with large numbers rounded: for where an exact one has no room. */
export function formatShort(value: unknown, column: Pick<QueryColumn, 'kind' | 'unit'>, timeZone = 'UTC'): string {
  const isCount = typeof value === 'number' && column.unit !== 'ms' && column.unit !== 'ratio' && column.unit !== 'USD';
  return isCount && Math.abs(value) >= 100_000 ? compact.format(value) : formatValue(value, column, timeZone);
}

/** A span of time with two units at most. */
export function formatSpan(ms: number): string {
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? `${hours} h ${String(minutes % 60).padStart(2, '0')} m`
    : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

const momentFormats = new Map<string, Intl.DateTimeFormat>();

/** A moment to the minute, or to the second where the order of things is told. */
export function formatMoment(iso: string, timeZone: string, timeStyle: 'short' | 'medium' = 'short'): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return plainText(iso);
  const key = `${timeStyle} ${timeZone}`;
  // The Swedish form is ISO's order without the T.
  const format = momentFormats.get(key) ?? new Intl.DateTimeFormat('sv', { dateStyle: 'short', timeStyle, timeZone });
  momentFormats.set(key, format);
  return format.format(at);
}
