/** Values as people read them. Tables show exact numbers, tiles and axes short ones; both come from the same value. */

/** Unit of a query's column, or `time` for moments; decides how a value is written. */
export type Unit = string;

const integer = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const decimal = new Intl.NumberFormat('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });
const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 1 });
const money = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD' });
const smallMoney = new Intl.NumberFormat('en', { style: 'currency', currency: 'USD', maximumSignificantDigits: 2 });

/** Stands for a value that nothing carried. */
const nothing = '–';

/** Exact form of a value, for tables. */
export function formatValue(value: unknown, unit: Unit): string {
  if (value === null || value === undefined || value === '') return nothing;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (unit === 'time') return formatMoment(value);
  if (typeof value !== 'number') return Array.isArray(value) ? value.join(', ') : String(value);
  if (unit === 'ms') return formatSpan(value);
  if (unit === 'ratio') return percent.format(value);
  if (unit === 'USD') return formatMoney(value);
  return Number.isInteger(value) ? integer.format(value) : decimal.format(value);
}

/** Short form of a value, for tiles and axes. */
export function formatShort(value: unknown, unit: Unit): string {
  if (typeof value !== 'number' || unit === 'ms' || unit === 'ratio' || unit === 'USD') return formatValue(value, unit);
  return Math.abs(value) < 10_000 ? formatValue(value, unit) : compact.format(value);
}

/** A round span as one number and its unit, for scales. */
export function formatTick(ms: number): string {
  return formatSpan(ms).replace(/\.0(?= s)| 00 [sm]$/, '');
}

/** A share of a whole, without decimals. */
export function formatShare(part: number, whole: number): string {
  return whole === 0 ? nothing : `${Math.round((part / whole) * 100)}%`;
}

/** A number and what it counts, in the singular where it is one. */
export function formatCount(value: unknown, one: string, many = `${one}s`): string {
  return `${formatShort(value, '')} ${value === 1 ? one : many}`;
}

/** A span of time with two units at most. */
export function formatSpan(ms: number): string {
  if (ms < 0) return `−${formatSpan(-ms)}`;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds < 10 ? (ms / 1000).toFixed(1) : seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} m ${pad(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${pad(minutes % 60)} m` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

function formatMoney(usd: number): string {
  return usd !== 0 && Math.abs(usd) < 0.01 ? smallMoney.format(usd) : money.format(usd);
}

/** How much of a moment is shown. */
export type MomentOptions = {
  /** Another zone than the viewer's. */
  readonly timeZone?: string;
  /** Whether seconds matter. */
  readonly seconds?: boolean;
  /** The year of this moment goes without saying. */
  readonly now?: number;
};

/** A moment as people write it; the year only where it is another one than now. */
export function formatMoment(value: unknown, options: MomentOptions = {}): string {
  const at = momentOf(value);
  if (at === null) return String(value);
  const { timeZone, seconds = false, now = Date.now() } = options;
  const form = isSameYear(at, now, timeZone) ? 'thisYear' : 'anyYear';
  return momentFormat(seconds ? `${form}Seconds` : form, timeZone).format(at);
}

/** `just now`, `12 m ago`, `3 h ago`, `2 d ago`, then the day. */
export function formatAgo(value: unknown, now: number): string {
  const at = momentOf(value);
  if (at === null) return nothing;
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} m ago`;
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)} h ago`;
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / (24 * 60))} d ago`;
  return momentFormat(isSameYear(at, now) ? 'dayThisYear' : 'dayAnyYear', undefined).format(at);
}

function isSameYear(at: number, now: number, timeZone?: string): boolean {
  const year = momentFormat('year', timeZone);
  return year.format(at) === year.format(now);
}

/** Milliseconds of a moment given as number of milliseconds, ISO text or the store's `YYYY-MM-DD hh:mm:ss` in UTC. */
export function momentOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return null;
  const iso = /^\d{4}-\d\d-\d\d \d\d:/.test(value) ? `${value.replace(' ', 'T')}Z` : value;
  const at = Date.parse(iso);
  return Number.isNaN(at) ? null : at;
}

const minute = { month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const momentForms = {
  year: { year: 'numeric' },
  dayThisYear: { month: 'short', day: 'numeric' },
  dayAnyYear: { month: 'short', day: 'numeric', year: 'numeric' },
  thisYear: minute,
  anyYear: { ...minute, year: 'numeric' },
  thisYearSeconds: { ...minute, second: '2-digit' },
  anyYearSeconds: { ...minute, year: 'numeric', second: '2-digit' },
} as const satisfies Readonly<Record<string, Intl.DateTimeFormatOptions>>;

/** Made once: making one takes longer than a hundred uses of it. */
const momentFormats = new Map<string, Intl.DateTimeFormat>();

function momentFormat(form: keyof typeof momentForms, timeZone: string | undefined): Intl.DateTimeFormat {
  const key = `${form} ${timeZone ?? ''}`;
  const known = momentFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat('en', { ...momentForms[form], ...(timeZone === undefined ? {} : { timeZone }) });
  momentFormats.set(key, made);
  return made;
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}
