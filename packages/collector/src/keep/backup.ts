import { createHash } from 'node:crypto';
import { copyFile, mkdir, open, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { dataDirectoryAt, discard, prepareDataDirectory, type DataDirectory } from '../data-directory.js';
import { lockDataDirectory } from '../data-lock.js';
import { CollectorError, systemErrorCode } from '../errors.js';
import { listSegments } from '../log/read-segment.js';

/** What a backup holds: the log, which is the truth, and the ids that make its deliveries recognisable. */
export interface BackupManifest {
  readonly version: 1;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

const manifestName = 'backup.json';
const idFiles = ['log-id', 'machine-id'] as const;

/**
 * Copies log and ids of a data directory into a new folder; the collector may go on running meanwhile. What is accepted
 * while it copies may be missing, or be cut off at the end, which opening the log repairs. The store is not copied: it
 * is made from the log.
 */
export async function backupData(dataDir: string, target: string): Promise<BackupManifest> {
  const data = dataDirectoryAt(dataDir);
  await makeEmpty(target);
  await mkdir(join(target, 'log'), { mode: 0o700 });
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const { path } of await segmentsOf(data)) {
    const name = `log/${path.slice(data.log.length + 1)}`;
    // A segment may be compressed between the look and the copy: then its other form is there.
    const copied = (await copyInto(target, name, path)) ?? (await copyInto(target, `${name}.gz`, `${path}.gz`));
    if (copied !== null) files[copied.name] = copied.entry;
  }
  for (const name of idFiles) {
    const copied = await copyInto(target, name, join(data.root, name));
    if (copied !== null) files[copied.name] = copied.entry;
  }
  const manifest: BackupManifest = { version: 1, files };
  await writeFile(join(target, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
  return manifest;
}

/** Puts a backup into a data directory that has no log, after checking every file of it. A store that is there goes. */
export async function restoreData(source: string, dataDir: string): Promise<BackupManifest> {
  const manifest = await readManifest(source);
  const data = await prepareDataDirectory(dataDir);
  const release = await lockDataDirectory(data.root);
  try {
    if ((await segmentsOf(data)).length > 0) {
      throw new CollectorError('data_not_empty', { detail: 'It has a log already.' });
    }
    for (const [name, entry] of Object.entries(manifest.files)) {
      const bytes = await readFile(join(source, name)).catch(() => null);
      if (bytes === null || sha256(bytes) !== entry.sha256)
        throw new CollectorError('backup_damaged', { detail: name });
    }
    // A store without its log may be ahead of the backup: it would pass over what comes to the log from now on.
    await discard(data.store);
    // The log comes whole or not at all: part of one would pass for all there is.
    const draft = `${data.log}.restoring`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { mode: 0o700 });
    for (const name of Object.keys(manifest.files)) {
      const [segment] = /[^/]+$/.exec(name) ?? [];
      await copyFile(join(source, name), name === segment ? join(data.root, name) : join(draft, segment ?? name));
    }
    await rm(data.log, { recursive: true, force: true });
    await rename(draft, data.log);
    return manifest;
  } finally {
    await release();
  }
}

async function makeEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) throw new CollectorError('data_not_empty');
}

async function segmentsOf(data: DataDirectory): ReturnType<typeof listSegments> {
  return listSegments(data.log).catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return [];
    throw error;
  });
}

async function copyInto(
  target: string,
  name: string,
  path: string,
): Promise<{ readonly name: string; readonly entry: { bytes: number; sha256: string } } | null> {
  const copy = join(target, name);
  try {
    await copyFile(path, copy);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return null;
    throw error;
  }
  const file = await open(copy, 'r');
  await file.sync();
  await file.close();
  return { name, entry: { bytes: (await stat(copy)).size, sha256: sha256(await readFile(copy)) } };
}

async function readManifest(source: string): Promise<BackupManifest> {
  const text = await readFile(join(source, manifestName), 'utf8').catch(() => null);
  const value: unknown = text === null ? null : parseJson(text);
  if (!isManifest(value)) throw new CollectorError('backup_damaged', { detail: manifestName });
  return value;
}

function isManifest(value: unknown): value is BackupManifest {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 1 &&
    'files' in value &&
    typeof value.files === 'object' &&
    value.files !== null &&
    Object.keys(value.files).every((name) => /^(log\/\d{10}\.log(\.gz)?|log-id|machine-id)$/.test(name))
  );
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
