// Installs what package-lock.json names, when node_modules does not hold it yet. Plain Node.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { npm, root, run, step } from './steps.mjs';

/** @typedef {{ version?: string, dev?: boolean, optional?: boolean, devOptional?: boolean }} LockedPackage */

/**
 * Makes node_modules hold what the lock file names. `dev` says whether what only tests need is wanted too; an install
 * that has it keeps it.
 * @param {{ dev: boolean }} want
 * @returns {Promise<boolean>} false when npm failed
 */
export async function ensureInstalled({ dev }) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  if (wanted === null) throw new Error('package-lock.json is missing or broken');
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json')) ?? {};
  if (isInstalled(wanted, installed, dev)) return true;
  const withDev = dev || Object.entries(wanted).some(([path, one]) => one.dev === true && path in installed);
  const what = withDev
    ? 'packages, test tools included (about 1.2 GB)'
    : 'packages (about 700 MB, most of it the database)';
  const code = await step(`Installing ${what}: npm ci`, () =>
    run(npm('ci', ...(withDev ? [] : ['--omit=dev']), '--no-audit', '--no-fund', '--loglevel=error')),
  );
  return code === 0;
}

/** npm writes what it installed to node_modules/.package-lock.json as its last act: a half install has none. */
function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * Whether every package is there in the version that the lock file names. Optional ones may be missing: npm leaves out
 * those of other platforms.
 * @param {Record<string, LockedPackage>} wanted
 * @param {Record<string, LockedPackage>} installed
 * @param {boolean} dev
 */
export function isInstalled(wanted, installed, dev) {
  return Object.entries(wanted).every(([path, one]) => {
    if (!path.includes('node_modules/')) return true;
    const have = installed[path];
    if (have !== undefined) return have.version === one.version;
    return one.optional === true || one.devOptional === true || (one.dev === true && !dev);
  });
}
