import type { QueryParam } from './define-query.js';

/** Later than any event: what `until` means when it is not given. */
const endOfTimeMs = Date.UTC(2200, 0, 1);
const textLengthMax = 512;

function text(description: string): QueryParam {
  return {
    description,
    fallback: '',
    parse: (raw) => {
      if (raw.length > textLengthMax) throw new Error(`must have at most ${textLengthMax} characters`);
      return raw;
    },
  };
}

/** A whole number with bounds. */
export function wholeNumber(description: string, fallback: number, max: number): QueryParam {
  return {
    description: `${description} (default ${fallback}, at most ${max})`,
    fallback,
    parse: (raw) => {
      const value = Number(raw);
      if (!/^\d+$/.test(raw) || value > max) throw new Error(`must be a whole number from 0 to ${max}`);
      return value;
    },
  };
}

/** One of a few words. */
export function oneOf(description: string, words: readonly [string, ...string[]]): QueryParam {
  return {
    description: `${description}: ${words.join(', ')} (default ${words[0]})`,
    fallback: words[0],
    parse: (raw) => {
      if (!words.includes(raw)) throw new Error(`must be one of ${words.join(', ')}`);
      return raw;
    },
  };
}

/** A thread by its id; empty: all. */
export const threadParam = text('Only this thread, by its id.');

/** What restricts every query. */
export const filterParams = {
  since: moment('First moment that counts: ISO date or time (UTC when it names no zone), or a span back such as `7d`.', 0),
  until: moment('First moment that no longer counts, in the same forms.', endOfTimeMs),
  project: text('Only this project.'),
  client: text('Only this client, by its originator.'),
  model: text('Only this model.'),
  thread_source: text('Only threads that were wanted by this source (`user`, `subagent`, …).'),
  account: text('Only this account.'),
  tz: {
    description: 'IANA time zone in which days begin (default UTC).',
    fallback: 'UTC',
    parse: parseTimeZone,
  },
} as const satisfies Record<string, QueryParam>;

function moment(description: string, fallback: number): QueryParam {
  return { description, fallback, parse: parseMoment };
}

const unitMs: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 7 * 86_400_000 };

/** A moment in Unix milliseconds: `7d` before now, or an ISO date or time. */
export function parseMoment(raw: string, nowMs: number): number {
  const span = /^(\d{1,6})([mhdw])$/.exec(raw);
  if (span !== null) return Math.max(0, nowMs - Number(span[1]) * (unitMs[span[2] ?? ''] ?? 0));
  const iso = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(raw);
  if (iso !== null) {
    const zoned = iso[1] === undefined || iso[4] !== undefined ? raw : `${raw}Z`;
    const at = Date.parse(zoned.replace(' ', 'T'));
    if (!Number.isNaN(at)) return Math.max(0, at);
  }
  throw new Error('must be an ISO date or time, or a span back from now such as `12h`, `7d` or `4w`');
}

function parseTimeZone(raw: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: raw }).resolvedOptions().timeZone;
  } catch {
    throw new Error('must be an IANA time zone such as `Europe/Berlin`');
  }
}
