/** Cells of the engine's tab-separated form. */
const special = /[\\\t\n\r\0]/;
const specials = /[\\\t\n\r\0]/g;
const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r', '\0': '\\0' };

/** A text as a cell. */
export function escape(text: string): string {
  return special.test(text) ? text.replace(specials, (character) => escapes[character]!) : text;
}

const dayMs = 86_400_000;
/** Moment beyond which the engine's time type ends. */
const latestMs = Date.UTC(2299, 0, 1) - 1;
const twoDigits = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, '0'));

let lastDay = -1;
let lastDate = '';

/** A moment as a cell, `2026-11-20 10:00:00.123`. Events come by the day, so only a new day is asked of `Date`. */
export function moment(ms: number): string {
  const at = Math.min(Math.max(0, Math.floor(ms)), latestMs);
  const day = Math.floor(at / dayMs);
  if (day !== lastDay) {
    lastDay = day;
    lastDate = new Date(at).toISOString().slice(0, 10);
  }
  const rest = at - day * dayMs;
  const seconds = Math.floor(rest / 1000);
  const millis = rest - seconds * 1000;
  const minutes = Math.floor(seconds / 60);
  return `${lastDate} ${twoDigits[Math.floor(minutes / 60)]!}:${twoDigits[minutes % 60]!}:${twoDigits[seconds % 60]!}.${millis < 10 ? '00' : millis < 100 ? '0' : ''}${millis}`;
}
