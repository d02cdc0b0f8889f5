import type { PageDefinition } from './define-page.js';
import { overviewPage } from './overview.js';
import { threadPage } from './thread.js';
import { threadsPage } from './threads.js';

/** All pages, in the order of the navigation. The only list of them. */
export const pages: readonly PageDefinition[] = [overviewPage, threadsPage, threadPage];
