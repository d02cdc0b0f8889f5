// `npm run check:static`: everything about the code that needs no test run. All steps run; those that failed are named at
// the end with what repairs them.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

import { ensureInstalled } from './install.mjs';
import { npm, root, run } from './steps.mjs';

const node = process.execPath;
const bin = (name, file = name) => [node, join('node_modules', name, 'bin', file)];
const packages = readdirSync(join(root, 'packages'));

/** In this order: what is built by one step is used by the later ones. */
const steps = [
  { name: 'lock file', argv: npm('ci', '--dry-run', '--ignore-scripts'), repair: 'node scripts/complete-lockfile.mjs' },
  { name: 'types', argv: [...bin('typescript', 'tsc'), '-b'] },
  { name: 'types of tests', argv: [...bin('typescript', 'tsc'), '-p', 'tsconfig.tests.json'] },
  { name: 'types of tests of the page', argv: [...bin('typescript', 'tsc'), '-p', 'packages/web/tsconfig.tests.json'] },
  { name: 'format', argv: [...bin('oxfmt'), '--check', '.'], repair: 'npm run fix' },
  { name: 'lint', argv: [...bin('oxlint'), '.'], repair: 'npm run fix' },
  { name: 'imports', argv: [node, 'build/scripts/check-imports.js'] },
  { name: 'generated docs', argv: [node, 'build/scripts/gen-docs.js', '--check'], repair: 'npm run docs' },
  { name: 'samples', argv: [node, 'build/scripts/gen-samples.js', '--check'], repair: 'npm run samples' },
  ...packages.map((name) => ({
    name: `published entries of ${name}`,
    argv: [node, join('node_modules', 'publint', 'src', 'cli.js'), join('packages', name), '--strict'],
  })),
];

process.exitCode = (await ensureInstalled({ dev: true })) ? await runAll() : 1;

async function runAll() {
  const failed = [];
  for (const one of steps) {
    const startedAt = Date.now();
    const code = await run(one.argv, { show: 'failure' });
    const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
    process.stdout.write(`${code === 0 ? 'ok    ' : 'FAILED'} ${one.name} (${seconds} s)\n`);
    if (code !== 0) failed.push(one);
  }
  for (const one of failed) {
    process.stdout.write(`FAILED: ${one.name}${one.repair === undefined ? '' : ` (repair: ${one.repair})`}\n`);
  }
  return failed.length === 0 ? 0 : 1;
}
