import type { QueryParam } from './define-query.js';

/** `limit` and `offset` of a query that lists things. */
export function pageOfRows(fallback: number): { readonly limit: QueryParam; readonly offset: QueryParam } {
  return {
    limit: { kind: 'int', description: 'Rows at most.', fallback, max: 10_000 },
    offset: { kind: 'int', description: 'Rows to leave out first.', fallback: 0, max: 10_000_000 },
  };
}
