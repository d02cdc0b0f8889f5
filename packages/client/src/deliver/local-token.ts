import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The token of this machine, which its collector keeps in the data directory; null when there is none yet. */
export async function readLocalToken(dataDirectory: string): Promise<string | null> {
  const text = await readFile(join(dataDirectory, 'token'), 'utf8').catch(() => '');
  return text.trim() === '' ? null : text.trim();
}
