import { approvalsPage } from './approvals.js';
import { auditPage } from './audit.js';
import { compactionsPage } from './compactions.js';
import type { PageDefinition } from './define-page.js';
import { definitionsPage } from './definitions.js';
import { extensionsPage } from './extensions.js';
import { guardianPage } from './guardian.js';
import { healthPage } from './health.js';
import { hooksPage } from './hooks.js';
import { linesPage } from './lines.js';
import { overviewPage } from './overview.js';
import { sqlPage } from './sql.js';
import { subagentsPage } from './subagents.js';
import { threadPage } from './thread.js';
import { threadsPage } from './threads.js';
import { toolsPage } from './tools.js';
import { turnsPage } from './turns.js';
import { usagePage } from './usage.js';

/** All pages, in the order of the navigation. The only list of them. */
export const pages: readonly PageDefinition[] = [
  overviewPage,
  threadsPage,
  usagePage,
  turnsPage,
  toolsPage,
  approvalsPage,
  guardianPage,
  auditPage,
  subagentsPage,
  compactionsPage,
  hooksPage,
  extensionsPage,
  linesPage,
  healthPage,
  sqlPage,
  definitionsPage,
  threadPage,
];
