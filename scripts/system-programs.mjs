// The programs that tests use and npm cannot install. Plain Node.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Each with the variable that tells tests its path (tests that find none there are not run), the names it is known by,
 * and how to get it.
 */
const programs = [
  { variable: 'TACHO_CHROMIUM', names: ['chromium', 'chromium-browser', 'google-chrome'], package: 'chromium' },
];

/**
 * Looks them up.
 * @returns {{ found: Record<string, string>, missing: { name: string, package: string }[] }}
 */
export function findSystemPrograms() {
  const found = {};
  const missing = [];
  for (const { variable, names, package: debianPackage } of programs) {
    const path = process.env[variable] || which(names);
    if (path) found[variable] = path;
    else missing.push({ name: names[0], package: debianPackage });
  }
  return { found, missing };
}

function which(names) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).concat('/usr/sbin');
  for (const folder of folders.filter((one) => one !== '')) {
    for (const name of names) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here: the next folder.
      }
    }
  }
  return null;
}
