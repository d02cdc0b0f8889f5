import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In a folder of one of those who begin. */
const draftName = 'text';

/**
 * A text of a file that is made once and stays: an id, a key, a token. For its owner alone, and never to be seen half
 * written: where several begin at once, in one process or in many, the text of one of them is that of all. Its folder must
 * be there.
 *
 * Who is first is settled by a folder that holds the text: no folder takes the place of one that is not empty, also where a
 * file system knows no links. Whoever comes then may write the file itself, since all write the same.
 */
export async function keptText(path: string, make: () => string): Promise<string> {
  const found = await read(path);
  if (isWhole(found)) return found;
  const own = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`;
  const first = `${path}.first`;
  try {
    await writeDraft(own, make());
    const refusal = await rename(own, first).then(
      () => null,
      (error: unknown) => error,
    );
    const text = await read(join(first, draftName));
    // Looked at last: what lies in the folder counts for nothing once the file was whole, which this may be already.
    const kept = await read(path);
    const settled = isWhole(kept) ? kept : text;
    if (!isWhole(settled)) throw refusal ?? new Error('a file that was just made is empty');
    if (settled !== kept) {
      await writeDraft(own, settled);
      await rename(join(own, draftName), path);
    }
    await rm(first, { recursive: true, force: true });
    return settled;
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

async function writeDraft(folder: string, text: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, draftName), `${text}\n`, { mode: 0o600, flush: true });
}

/** An empty file is what a power cut left, or a program that was killed. */
function isWhole(text: string | null): text is string {
  return text !== null && text !== '';
}

/** The text without white space around it; null when there is no file. */
async function read(path: string): Promise<string | null> {
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
