import { join } from 'node:path';

import { headerBytesMax, readSegmentStart } from './segment-format.js';
import { byAge, parseSegmentFileName, segmentFileName } from './segment-name.js';
import { readOnce, type SpoolFs } from './spool-fs.js';
import type { SpoolWriter } from './spool-writer.js';

/** Ending of a segment that was sent to its end. */
export const sentSuffix = '.sent';

/** Ending of a file that could not be read, or not all of it. */
export const unreadableSuffix = '.bad';

/** Ending of what is being written and will have another name, or none. */
const draftSuffix = '.tmp';

/** Files of what was sent that are kept: many sources live for a few events. */
const sentFilesMax = 64;

/** Puts a segment among those that were sent last, of which as many are kept as fit into `keptBytesMax`, and one at least. */
export async function keepSent(directory: string, fileName: string, keptBytesMax: number, fs: SpoolFs): Promise<void> {
  const newest = `${fileName}${sentSuffix}`;
  await fs.rename(join(directory, fileName), join(directory, newest));
  const older = sentFiles(await fs.list(directory)).filter((file) => file !== newest);
  let kept = 0;
  for (const [i, file] of [...older, newest].reverse().entries()) {
    const path = join(directory, file);
    // Where there is no room any more nobody looks how large a file is.
    if (i < sentFilesMax && kept <= keptBytesMax) kept += (await fs.stat(path)).size;
    if (i > 0 && (i >= sentFilesMax || kept > keptBytesMax)) await fs.remove(path);
  }
}

/** Those of the files that hold what was sent, oldest first. */
export function sentFiles(files: readonly string[]): readonly string[] {
  return files
    .filter((file) => file.endsWith(sentSuffix))
    .flatMap((file) => parseSegmentFileName(file.slice(0, -sentSuffix.length)) ?? [])
    .sort(byAge)
    .map((name) => `${segmentFileName(name)}${sentSuffix}`);
}

/** Where a file goes that cannot be read: beside the others, under a name that nobody takes for a segment. */
export async function setAside(directory: string, fileName: string, fs: SpoolFs): Promise<void> {
  await fs.rename(join(directory, fileName), join(directory, `${fileName}${unreadableSuffix}`));
}

/** Removes what processes left that died while they wrote it. For the one that has the lock of the sender now. */
export async function removeDrafts(directory: string, fs: Pick<SpoolFs, 'list' | 'remove'>): Promise<void> {
  for (const file of await fs.list(directory)) if (file.endsWith(draftSuffix)) await fs.remove(join(directory, file));
}

/**
 * Lets the writer forget those of its segments that another process has sent to their end; says whether there were any. For
 * whoever is not the sender, now and then: what a writer believes to be waiting counts against the bound of the spool.
 */
export async function forgetSettled(
  writer: Pick<SpoolWriter, 'segments' | 'forget'>,
  directory: string,
  fs: Pick<SpoolFs, 'list'>,
): Promise<boolean> {
  const ended = writer.segments().filter(({ sealed }) => sealed);
  if (ended.length === 0) return false;
  const files = new Set(await fs.list(directory));
  const gone = ended.filter(({ fileName }) => !files.has(fileName));
  for (const { id } of gone) writer.forget(id);
  return gone.length > 0;
}

/** Lets the writer forget files of its own in whose place another process, which was at the bound, put a gap. */
export async function forgetReplaced(
  writer: Pick<SpoolWriter, 'segments' | 'forget'>,
  directory: string,
  fs: Pick<SpoolFs, 'openToRead'>,
): Promise<void> {
  for (const { id, fileName, sealed } of writer.segments()) {
    if (!sealed) continue;
    const start = readSegmentStart(await readOnce(fs, join(directory, fileName), 0, headerBytesMax));
    if (start.kind === 'segment' && start.header.id !== id) writer.forget(id);
  }
}
