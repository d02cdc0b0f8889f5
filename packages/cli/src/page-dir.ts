import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** The built page, a folder of static files; null when it was not built. */
export function pageDir(): string | null {
  const manifest = createRequire(import.meta.url).resolve('@tachograph/web/package.json');
  const folder = join(dirname(manifest), 'dist');
  return existsSync(join(folder, 'index.html')) ? folder : null;
}
