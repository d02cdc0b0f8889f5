import { mkdtempSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this repository. */
export const repoRoot = fileURLToPath(new URL('../../', import.meta.url));

export type Scratch = {
  readonly path: string;
  /** Makes a folder inside and gives its path. */
  folder(name: string): string;
  remove(): void;
};

/**
 * A folder for one test, under `.tmp/` of the repository. Not the system's folder for temporary files: Codex refuses to
 * put its helper programs below that one and says so on stderr.
 */
export function createScratch(name: string): Scratch {
  const parent = join(repoRoot, '.tmp');
  mkdirSync(parent, { recursive: true });
  const path = mkdtempSync(join(parent, `${name}-`));
  return {
    path,
    folder(folderName) {
      const folder = join(path, folderName);
      mkdirSync(folder, { recursive: true });
      return folder;
    },
    // A process that was just ended may still hold a file for a moment.
    remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
