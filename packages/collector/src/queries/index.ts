import { daily } from './daily.js';
import type { QueryDefinition } from './define-query.js';
import { facets } from './facets.js';
import { overview } from './overview.js';
import { threads } from './threads.js';

export { defineQuery, filterNames } from './define-query.js';
export type {
  ColumnKind,
  ColumnValue,
  FilterName,
  QueryColumn,
  QueryDefinition,
  QueryParam,
  QueryRow,
  SqlInput,
} from './define-query.js';

/** Every query, the only registry: the API, the command line, the page and `docs/metrics.md` follow from it. */
export const queryDefinitions: readonly QueryDefinition[] = [overview, daily, threads, facets];
