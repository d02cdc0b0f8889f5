import { randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { ClientError } from '../errors.js';

const file = 'machine-id';

/**
 * The random id of this data directory; made when it is first asked for. It says nothing about the machine. Throws
 * `spool_not_writable` where it cannot be kept.
 */
export async function openMachineId(dataDir: string): Promise<string> {
  const path = join(dataDir, file);
  const existing = await read(path);
  if (existing !== null) return existing;
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    // `wx`: where two processes start at once, the first one's id is the id of both.
    await writeFile(path, `${randomUUID()}\n`, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) {
      throw new ClientError('spool_not_writable', 'the data directory cannot be written', { cause: error });
    }
  }
  return (await read(path)) ?? 'unknown';
}

async function read(path: string): Promise<string | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  const id = text?.trim() ?? '';
  return /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : null;
}
