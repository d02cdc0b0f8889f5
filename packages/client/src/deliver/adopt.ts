import { join } from 'node:path';

import type { DeliverLimits } from '../limits.js';
import { encodeSealedFrame, readFrame, sealedFrameBytes } from './segment-format.js';
import { scanSegment } from './segment-scan.js';
import { readOnce, type SpoolFs } from './spool-fs.js';

/** A segment made whole: sealed, so that it can be sent to its end. */
export interface RepairedSegment {
  readonly bytes: number;
  readonly records: number;
  /** Bytes of half a record at the end that were cut off: the owner died while writing it, and nobody was told it was there. */
  readonly tornBytes: number;
}

/**
 * Ends the segment of an owner that is gone: what is torn at its end is cut off, and it is sealed. `start` is the offset of
 * its first record.
 */
export async function repairSegment(
  path: string,
  start: number,
  fileBytes: number,
  fs: SpoolFs,
  limits: DeliverLimits,
): Promise<RepairedSegment> {
  const last = await readOnce(fs, path, Math.max(0, fileBytes - sealedFrameBytes), sealedFrameBytes);
  const end = readFrame(last, 0, limits.eventBytesMax);
  if (end.kind === 'sealed') return { bytes: fileBytes, records: end.records, tornBytes: 0 };
  const reading = { fs, path, chunkBytes: limits.batchBytesMax, frameBytesMax: limits.eventBytesMax };
  const { records, validEnd } = await scanSegment(reading, start, fileBytes);
  const fd = fs.openSync(path, 'a');
  try {
    if (validEnd < fileBytes) fs.truncateSync(fd, validEnd);
    const seal = encodeSealedFrame(records);
    let written = 0;
    while (written < seal.length) written += fs.writeSync(fd, seal.subarray(written));
    await fs.sync(fd);
    return { bytes: validEnd + seal.length, records, tornBytes: fileBytes - validEnd };
  } finally {
    fs.closeSync(fd);
  }
}

/** Where a file goes that cannot be read: beside the others, under a name that nobody takes for a segment. */
export async function setAside(directory: string, fileName: string, fs: SpoolFs): Promise<void> {
  await fs.rename(join(directory, fileName), join(directory, `${fileName}.bad`));
}
