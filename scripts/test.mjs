// `npm test`: installs, builds, and runs every test that this machine allows; `--long` runs the long forms. Arguments
// that follow go to vitest: `npm test -- packages/client`. The last line is `N passed, N failed, N skipped`.
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { ensureInstalled } from './install.mjs';
import { root, run, step } from './steps.mjs';
import { findSystemPrograms } from './system-programs.mjs';

const resultsPath = join(root, 'build', 'test-results.json');
const args = process.argv.slice(2);
const long = args.includes('--long');
const requireAll = process.env['TACHO_REQUIRE_ALL'] === '1';

/** What the user set for their own tachograph must not reach the tests. */
const usersSettings = Object.fromEntries(
  Object.keys(process.env)
    .filter((name) => /^TACHO_(HOME|HOST|PORT|COLLECTOR_URL|TOKEN|PRIVACY|DISABLED|KEEP_|LOG_)/.test(name))
    .concat('DO_NOT_TRACK', 'CODEX_HOME', 'XDG_DATA_HOME', 'NO_COLOR')
    .map((name) => [name, undefined]),
);

process.exitCode = await main();

async function main() {
  if (!(await ensureInstalled({ dev: true }))) return 1;
  if ((await step('Building', () => run([process.execPath, 'scripts/build.mjs']))) !== 0) return 1;
  const { found, missing } = findSystemPrograms();
  rmSync(resultsPath, { force: true });
  const vitest = [process.execPath, join('node_modules', 'vitest', 'vitest.mjs'), 'run'];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${resultsPath}`];
  const code = await run([...vitest, ...reporters, ...args.filter((one) => one !== '--long')], {
    env: { ...usersSettings, ...found, ...(long ? { TACHO_LONG: '1' } : {}) },
  });
  for (const one of missing) {
    process.stdout.write(`NOT RUN: tests that need ${one.name} (on Debian: apt-get install ${one.package})\n`);
  }
  const counts = readCounts(code);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  return counts.failed > 0 || (requireAll && missing.length > 0) ? 1 : 0;
}

/** A file that does not load, or an error outside of any test, counts as a failed test. */
function readCounts(exitCode) {
  let results;
  try {
    results = JSON.parse(readFileSync(resultsPath, 'utf8'));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = results.numFailedTests + broken.length;
  return {
    passed: results.numPassedTests,
    failed: exitCode === 0 ? failed : Math.max(failed, 1),
    skipped: results.numPendingTests + results.numTodoTests,
  };
}
