import { acceptedLines } from './accepted-lines.js';
import { anomalies } from './anomalies.js';
import { approvalSubjects } from './approval-subjects.js';
import { approvalWaits } from './approval-waits.js';
import { approvals } from './approvals.js';
import { audit } from './audit.js';
import { compactions } from './compactions.js';
import { daily } from './daily.js';
import { dataHealth } from './data-health.js';
import type { QueryDefinition, QueryRow } from './define-query.js';
import { extensions } from './extensions.js';
import { facets } from './facets.js';
import { guardian } from './guardian.js';
import { guardianDaily } from './guardian-daily.js';
import { guardianSubjects } from './guardian-subjects.js';
import { hooks } from './hooks.js';
import { overview } from './overview.js';
import { subagents } from './subagents.js';
import { threadEvents } from './thread-events.js';
import { threads } from './threads.js';
import { tokenMix } from './token-mix.js';
import { toolFailures } from './tool-failures.js';
import { tools } from './tools.js';
import { topThreads } from './top-threads.js';
import { topTurns } from './top-turns.js';
import { turns } from './turns.js';
import { turnsDaily } from './turns-daily.js';
import { usage } from './usage.js';

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
export { parseMoment, type ParseMomentOptions } from './parse-moment.js';
export { plainSql } from './run-query.js';

/** In the order of the documentation. */
const definitions = [
  overview,
  daily,
  threads,
  threadEvents,
  usage,
  tokenMix,
  topThreads,
  topTurns,
  approvals,
  approvalSubjects,
  approvalWaits,
  guardian,
  guardianDaily,
  guardianSubjects,
  tools,
  toolFailures,
  turns,
  turnsDaily,
  subagents,
  compactions,
  hooks,
  extensions,
  acceptedLines,
  dataHealth,
  anomalies,
  audit,
  facets,
] as const;

/** Every query, the only registry: the API, the command line, the page and `docs/metrics.md` follow from it. */
export const queryDefinitions: readonly QueryDefinition[] = definitions;

/** The row of each query, by its name; for those who ask by name and must not spell a column wrong. */
export type QueryRows = {
  readonly [Definition in (typeof definitions)[number] as Definition['name']]: QueryRow<Definition>;
};
