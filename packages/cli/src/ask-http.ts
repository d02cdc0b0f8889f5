import type { Answer, Asker } from './ask.js';
import { CliError } from './errors.js';
import { fieldOf, requestCollector, type CollectorAccess } from './request-collector.js';

/** Asks a collector over HTTP. */
export function httpAsker(access: CollectorAccess): Asker {
  return {
    async query(name, params) {
      const search = new URLSearchParams(params).toString();
      const path = `/api/queries/${encodeURIComponent(name)}${search === '' ? '' : `?${search}`}`;
      return readAnswer(await requestCollector(access, path));
    },
    sql: async (statement) => readAnswer(await requestCollector(access, '/api/sql', { sql: statement })),
    close: () => Promise.resolve(),
  };
}

function readAnswer(body: unknown): Answer {
  const rows = fieldOf(body, 'rows');
  if (!Array.isArray(rows)) throw new CliError('collector_refused', 'the answer has no rows; is it a collector?');
  const daysLeft = fieldOf(fieldOf(body, 'incomplete'), 'days_left');
  return {
    rows,
    sample: fieldOf(body, 'sample') === true,
    ...(typeof daysLeft === 'number' ? { incomplete: { days_left: daysLeft } } : {}),
  };
}
