// What a setting may be, from the text of a flag, a variable or the file. Each throws an Error with a short reason.

/** Any text but none. */
export function nonEmpty(raw: string): string {
  if (raw === '') throw new Error('must not be empty');
  return raw;
}

/** A TCP port; 0 takes any. */
export function parsePort(raw: string): number {
  const port = Number(raw);
  if (!/^\d+$/.test(raw) || port > 65_535) throw new Error('must be a whole number from 0 to 65535');
  return port;
}

/** A whole number above 0. */
export function parseCount(raw: string): number {
  const count = Number(raw);
  if (!/^\d+$/.test(raw) || count === 0 || !Number.isSafeInteger(count))
    throw new Error('must be a whole number above 0');
  return count;
}

/** An http or https URL, without a slash at its end. */
export function parseHttpUrl(raw: string): string {
  const url = URL.canParse(raw) ? new URL(raw) : null;
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:'))
    throw new Error('must be an http or https URL');
  return raw.replace(/\/+$/, '');
}

/** A privacy mode. */
export function parsePrivacy(raw: string): 'wire' | 'strict' {
  if (raw !== 'wire' && raw !== 'strict') throw new Error('must be `wire` or `strict`');
  return raw;
}

/** A severity. */
export function parseLogLevel(raw: string): 'debug' | 'info' | 'warn' | 'error' {
  if (raw !== 'debug' && raw !== 'info' && raw !== 'warn' && raw !== 'error') {
    throw new Error('must be `debug`, `info`, `warn` or `error`');
  }
  return raw;
}

/** Yes or no in the usual words. */
export function parseBoolean(raw: string): boolean {
  if (['1', 'true', 'yes', 'on'].includes(raw.toLowerCase())) return true;
  if (['0', 'false', 'no', 'off', ''].includes(raw.toLowerCase())) return false;
  throw new Error('must be `1` or `0`');
}
