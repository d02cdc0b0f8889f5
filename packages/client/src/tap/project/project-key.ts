import { createHmac, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** File in the data directory; whoever has it can test guesses of names, so it never leaves the machine. */
const keyFile = 'project-key';
const keyBytes = 32;

/** The key of this data directory for project names in strict privacy; made when it is first needed. */
export async function openProjectKey(dataDir: string): Promise<Buffer> {
  const path = join(dataDir, keyFile);
  const existing = await readKey(path);
  if (existing !== null) return existing;
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  try {
    // `wx`: where two processes start at once, the first one's key is the key of both.
    await writeFile(path, `${randomBytes(keyBytes).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const made = await readKey(path);
  if (made === null) throw new Error('the project key in the data directory cannot be read');
  return made;
}

/** What stands for a project in strict privacy: the same for the same name on the same machine, and nothing else. */
export function pseudonymOfProject(key: Buffer, name: string): string {
  return `hmac:${createHmac('sha256', key).update(name).digest('hex').slice(0, 32)}`;
}

async function readKey(path: string): Promise<Buffer | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const hex = text?.trim() ?? '';
  return new RegExp(`^[0-9a-f]{${keyBytes * 2}}$`).test(hex) ? Buffer.from(hex, 'hex') : null;
}
