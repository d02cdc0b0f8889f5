// Writes the reference pages of `docs/` from the definitions that the program itself uses. `--check` writes nothing and
// fails when a page is stale.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { configPage } from './docs/config-page.js';
import { decisionsPage } from './docs/decisions-page.js';
import { errorsPage } from './docs/errors-page.js';
import { eventsPage } from './docs/events-page.js';
import { metricsPage } from './docs/metrics-page.js';
import { root } from './source-files.js';

const pages: Readonly<Record<string, () => string>> = {
  'docs/config.md': configPage,
  'docs/errors.md': errorsPage,
  'docs/events.md': eventsPage,
  'docs/metrics.md': metricsPage,
  'docs/decisions/README.md': decisionsPage,
};

const check = process.argv.includes('--check');
let stale = 0;
for (const [path, page] of Object.entries(pages)) {
  const wanted = page();
  if (read(path) === wanted) continue;
  stale += 1;
  if (check) process.stderr.write(`${path} is stale: npm run docs\n`);
  else writeFileSync(join(root, path), wanted);
}
process.stdout.write(`${Object.keys(pages).length} pages, ${stale} ${check ? 'stale' : 'rewritten'}\n`);
process.exitCode = check && stale > 0 ? 1 : 0;

function read(path: string): string | null {
  try {
    return readFileSync(join(root, path), 'utf8');
  } catch {
    return null;
  }
}
