import { join } from 'node:path';

import { headerBytesMax, readSegmentStart } from './segment-format.js';
import { readOnce, type SpoolFs } from './spool-fs.js';
import type { SpoolWriter } from './spool-writer.js';

/** Ending of a segment that was sent to its end. */
export const sentSuffix = '.sent';

/** Ending of a file that could not be read, or not all of it. */
export const unreadableSuffix = '.bad';

/** Ending of what is being written and will have another name, or none. */
const draftSuffix = '.tmp';

/** Puts a segment among those that were sent last, of which as many are kept as fit into `keptBytesMax`, and one at least. */
export async function keepSent(directory: string, fileName: string, keptBytesMax: number, fs: SpoolFs): Promise<void> {
  await fs.rename(join(directory, fileName), join(directory, `${fileName}${sentSuffix}`));
  const sent: { readonly path: string; readonly size: number; readonly mtimeMs: number }[] = [];
  for (const file of await fs.list(directory)) {
    if (!file.endsWith(sentSuffix)) continue;
    const path = join(directory, file);
    sent.push({ path, ...(await fs.stat(path)) });
  }
  let kept = 0;
  for (const [i, { path, size }] of sent.sort((a, b) => b.mtimeMs - a.mtimeMs).entries()) {
    kept += size;
    if (i > 0 && kept > keptBytesMax) await fs.remove(path);
  }
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
