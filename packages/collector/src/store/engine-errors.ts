import { CollectorError } from '../errors.js';

const limitCodes = new Set(['159', '160', '158', '241', '307', '396', '397']);

/**
 * An error of the engine as one of ours. Its first sentence is passed on, since it names what is wrong with a
 * statement; values of rows do not stand in it, and paths of this machine are cut.
 */
export function fromEngineError(error: unknown): CollectorError {
  if (error instanceof CollectorError) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = /Code: (\d+)/.exec(message)?.[1] ?? '';
  const detail = message
    .replace(/^(Code: \d+\. |DB::Exception: )+/, '')
    .replace(/\(version [^)]*\)/g, '')
    .replace(/\/[\w.@-]+(\/[\w.@-]+)+/g, '…')
    .split('\n')[0]!
    .slice(0, 400)
    .trim();
  // 243: the engine looked before it wrote; otherwise the system says so. It may have come from our own files, too.
  const isFull = code === '243' || /No space left on device|errno: 28\b|ENOSPC/.test(message);
  // 164: the session is read-only.
  const known = isFull
    ? 'disk_full'
    : limitCodes.has(code)
      ? 'query_limit'
      : code === '164'
        ? 'sql_refused'
        : 'sql_failed';
  return new CollectorError(known, { detail, cause: error });
}

/** A message of the engine for a log line: what it quotes may be of a row. */
export function withoutQuotes(message: string): string {
  return message
    .replace(/ before: .*$/s, '')
    .replace(/(['"`]).*?\1/gs, '…')
    .replace(/ failed at position .*$/s, '')
    .slice(0, 300);
}
