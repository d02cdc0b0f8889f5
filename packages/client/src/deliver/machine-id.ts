import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ClientError } from '../errors.js';
import { keptText } from '../kept-text.js';
import type { Target } from './target.js';

const file = 'machine-id';

/**
 * The random id of this data directory; made when it is first asked for. It says nothing about the machine. Throws
 * `spool_not_writable` where it cannot be kept.
 */
export async function openMachineId(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const id = await keptText(join(dataDir, file), randomUUID);
    return /^[A-Za-z0-9-]{1,64}$/.test(id) ? id : 'unknown';
  } catch (cause) {
    throw new ClientError('spool_not_writable', 'the data directory cannot be written', { cause });
  }
}

/** The id for what goes to this target: without an envelope there is none to write, and nothing is kept. */
export async function machineIdFor(target: Target, dataDir: string): Promise<string> {
  return target.kind === 'file' || target.kind === 'stdout' ? 'unknown' : openMachineId(dataDir);
}
