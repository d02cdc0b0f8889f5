import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { link, readFile, unlink, writeFile } from 'node:fs/promises';

/** The local token: read, or made when there is none. Readable by its owner alone. */
export async function readOrCreateToken(path: string): Promise<string> {
  const found = await readToken(path);
  if (found !== null) return found;
  // Linked into place, so that two processes that begin at once end up with the same token.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600 });
  await link(draft, path).catch(() => undefined);
  await unlink(draft);
  const made = await readToken(path);
  if (made === null) throw new Error('the token file is empty');
  return made;
}

/** The local token; null when there is none. */
async function readToken(path: string): Promise<string | null> {
  try {
    const text = (await readFile(path, 'utf8')).trim();
    return text === '' ? null : text;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

/** Makes a comparison with a secret that takes the same time whatever is given, also when the lengths differ. */
export function secretCheck(expected: string): (given: string) => boolean {
  const wanted = hash('sha256', expected, 'buffer');
  return (given) => timingSafeEqual(hash('sha256', given, 'buffer'), wanted);
}

/** What the page's cookie holds: it proves the token and does not tell it. */
export function sessionSecret(token: string): string {
  return createHmac('sha256', token).update('page session 1').digest('base64url');
}
