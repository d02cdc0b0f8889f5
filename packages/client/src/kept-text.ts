import { randomBytes } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';

/**
 * A text of a file that is made once and stays: an id, a key, a token. For its owner alone, and never to be seen half
 * written: where several begin at once, in one process or in many, the text of one of them is that of all. Its folder must
 * be there.
 */
export async function keptText(path: string, make: () => string): Promise<string> {
  const found = await read(path);
  if (found !== null && found !== '') return found;
  const text = `${make()}\n`;
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  await writeFile(draft, text, { flag: 'wx', mode: 0o600 });
  try {
    // An empty file is what somebody left who was killed while writing it.
    if (found === '') await rename(draft, path);
    else await link(draft, path);
  } catch (error) {
    // Without links, as on some file systems, the first one to create it has to do.
    if (!isThere(error)) await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch(unlessThere);
  } finally {
    await rm(draft, { force: true });
  }
  const kept = await read(path);
  if (kept === null || kept === '') throw new Error('a file that was just made is empty');
  return kept;
}

/** The text without white space around it; null when there is no file. */
async function read(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function unlessThere(error: unknown): void {
  if (!isThere(error)) throw error;
}

function isThere(error: unknown): boolean {
  return codeOf(error) === 'EEXIST';
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : null;
}
