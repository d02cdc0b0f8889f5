import { daily } from './daily.js';
import type { QueryDefinition } from './define-query.js';
import { facets } from './facets.js';
import { overview } from './overview.js';
import { threads } from './threads.js';

export { prepareQuery, QueryParamError } from './define-query.js';
export type { PreparedQuery, QueryColumn, QueryDefinition, QueryParam, RowOf } from './define-query.js';

/** All queries, in the order of the documentation. The only list of them. */
export const queryDefinitions: readonly QueryDefinition[] = [overview, daily, threads, facets];
