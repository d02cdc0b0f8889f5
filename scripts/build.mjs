// Builds packages and page when their sources differ from those of the last build. Plain Node.
//   node scripts/build.mjs         everything, scripts and benchmarks included (`npm run build`)
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { npm, root, run, step } from './steps.mjs';

const stampPath = join(root, 'build', 'built.json');
const outputs = [
  'packages/client/dist',
  'packages/collector/dist',
  'packages/cli/dist/main.js',
  'packages/web/dist/index.html',
];
const tsc = [process.execPath, join(root, 'node_modules', 'typescript', 'bin', 'tsc')];

/**
 * Builds what `tacho` needs, unless it is built from these very sources.
 * @returns {Promise<boolean>} false when a step failed
 */
export async function ensureBuilt() {
  const sources = hashOfSources();
  if (outputs.every((path) => existsSync(join(root, path))) && lastBuilt() === sources) return true;
  return step('Building', () => buildProduct(sources));
}

/** Everything: the product, then scripts and benchmarks. */
async function buildAll() {
  if (!(await buildProduct(hashOfSources()))) return false;
  return (await run([...tsc, '-b'])) === 0;
}

async function buildProduct(sources) {
  rmSync(stampPath, { force: true });
  const built =
    (await run([...tsc, '-b', 'packages/cli'])) === 0 &&
    (await run([process.execPath, join('scripts', 'bundle-tap.mjs')])) === 0 &&
    (await run(npm('run', '--silent', '--workspace', '@tachograph/web', 'build'))) === 0;
  if (!built) return false;
  mkdirSync(join(root, 'build'), { recursive: true });
  writeFileSync(stampPath, `${JSON.stringify({ sources })}\n`);
  return true;
}

function lastBuilt() {
  try {
    return JSON.parse(readFileSync(stampPath, 'utf8')).sources;
  } catch {
    return null;
  }
}

/** By content, not by time: a fresh clone, a switched branch and a restored file all tell the truth. */
function hashOfSources() {
  const hash = createHash('sha256');
  const files = ['package-lock.json', 'tsconfig.base.json'].map((name) => join(root, name));
  for (const name of ['client', 'collector', 'cli', 'web']) files.push(...filesBelow(join(root, 'packages', name)));
  for (const path of files.sort())
    hash
      .update(`${relative(root, path)}\0`)
      .update(readFileSync(path))
      .update('\0');
  return hash.digest('hex');
}

function filesBelow(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (
      entry.name === 'dist' ||
      entry.name === 'node_modules' ||
      /\.test\.tsx?$/.test(entry.name) ||
      entry.name === 'testing'
    )
      return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await buildAll()) ? 0 : 1;
