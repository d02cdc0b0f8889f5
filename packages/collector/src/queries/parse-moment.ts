/** What {@link parseMoment} is told. */
export interface ParseMomentOptions {
  /** Zone in which a date without a time, or a time without an offset, is meant. */
  readonly tz: string;
  readonly nowMs: number;
  /** A date alone means the end of that day, so that `--until 2026-06-30` includes the 30th. */
  readonly endOfDay?: boolean;
}

const spanMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** A moment in Unix milliseconds from an ISO date or time, or a span back from now (`30m`, `12h`, `7d`, `2w`); null for anything else. */
export function parseMoment(text: string, options: ParseMomentOptions): number | null {
  const span = /^(\d{1,5})([mhdw])$/.exec(text);
  if (span !== null) return options.nowMs - Number(span[1]) * spanMs[span[2] as keyof typeof spanMs];
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})([T ]\d{2}:\d{2}.*)?$/.exec(text) ?? [];
  if (date === undefined) return null;
  const start = Date.parse(`${date}T00:00:00Z`);
  // `Date` takes 30 February for 2 March.
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== date) return null;
  if (time === undefined) return inZone(options.endOfDay === true ? start + spanMs.d : start, options.tz);
  const iso = text.replace(' ', 'T');
  if (/(?:Z|[+-]\d{2}:?\d{2})$/.test(iso)) return parseOrNull(iso);
  const local = parseOrNull(`${iso}Z`);
  return local === null ? null : inZone(local, options.tz);
}

/** The IANA time zone of this name, in its own letters, which the engine insists on; null when there is none. */
export function timeZoneOf(name: string): string | null {
  // An offset is a time zone for newer versions of Node, and not for the engine.
  if (/^[+-]/.test(name)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

function parseOrNull(iso: string): number | null {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? null : ms;
}

/**
 * The moment at which clocks of the zone show for the first time what `wallMs` shows in UTC. Where they leave that out, because
 * they go forward, what they would have shown it at: of a midnight that is left out, the moment at which the day begins.
 */
function inZone(wallMs: number, tz: string): number {
  const before = wallMs - offsetMs(wallMs - spanMs.d, tz);
  const after = wallMs - offsetMs(wallMs + spanMs.d, tz);
  const shown = [Math.min(before, after), Math.max(before, after)];
  return shown.find((ms) => ms + offsetMs(ms, tz) === wallMs) ?? Math.max(before, after);
}

function offsetMs(ms: number, tz: string): number {
  if (tz === 'UTC') return 0;
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: tz,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(ms);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return wall - Math.floor(ms / 1000) * 1000;
}
