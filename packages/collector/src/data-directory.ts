import { randomUUID } from 'node:crypto';
import { access, constants, mkdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { keptText } from '@tachograph/client/deliver';

import { CollectorError, systemErrorCode } from './errors.js';

/** Where things are in the data directory. */
export interface DataDirectory {
  readonly root: string;
  readonly token: string;
  readonly machineId: string;
  /** Who serves it: `{ pid, url, port, started_at }`, while a collector runs. */
  readonly collector: string;
  readonly log: string;
  readonly logId: string;
  readonly store: string;
  readonly samples: string;
  readonly deadLetter: string;
  /** What waits on this machine to be sent, here or elsewhere. */
  readonly spool: string;
  /** The user's own prices of models. */
  readonly prices: string;
}

/** The layout; makes nothing. */
export function dataDirectoryAt(root: string): DataDirectory {
  return {
    root,
    token: join(root, 'token'),
    machineId: join(root, 'machine-id'),
    collector: join(root, 'collector.json'),
    log: join(root, 'log'),
    logId: join(root, 'log-id'),
    store: join(root, 'store'),
    samples: join(root, 'samples'),
    deadLetter: join(root, 'dead-letter'),
    spool: join(root, 'spool'),
    prices: join(root, 'prices.json'),
  };
}

/** Makes sure that the directory is there, for its owner alone, and can be written. */
export async function prepareDataDirectory(root: string): Promise<DataDirectory> {
  try {
    await mkdir(root, { recursive: true, mode: 0o700 });
    await access(root, constants.R_OK | constants.W_OK | constants.X_OK);
    // A right to write is not the same as being able to: a read-only or full file system says so only when asked.
    const probe = join(root, `.probe-${process.pid}`);
    await writeFile(probe, 'x', { mode: 0o600 });
    await unlink(probe);
  } catch (cause) {
    const code = systemErrorCode(cause);
    throw new CollectorError(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'data_not_writable', {
      detail: `(${code ?? 'unknown reason'})`,
      cause,
    });
  }
  return dataDirectoryAt(root);
}

/** A random id kept in a file; made once, by whoever comes first. */
export function readOrCreateId(path: string): Promise<string> {
  return keptText(path, randomUUID);
}

/**
 * Removes a folder at once: whoever is killed on the way leaves it whole, or out of the way. Half a store would pass for one
 * that has loaded what it lacks.
 */
export async function discard(folder: string): Promise<void> {
  await removeDiscarded(folder);
  await rename(folder, discarded(folder)).catch((error: unknown) => {
    if (systemErrorCode(error) !== 'ENOENT') throw error;
  });
  await removeDiscarded(folder);
}

/** Removes what {@link discard} left of a folder when it was killed. */
export async function removeDiscarded(folder: string): Promise<void> {
  await rm(discarded(folder), { recursive: true, force: true });
}

function discarded(folder: string): string {
  return `${folder}.gone`;
}
