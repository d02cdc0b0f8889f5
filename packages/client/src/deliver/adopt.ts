import { join } from 'node:path';

import type { DeliverLimits } from '../limits.js';
import type { Logger } from '../logger.js';
import { isProcessAlive } from '../process-alive.js';
import { forgetLock, lockState } from './lock.js';
import { encodeSealedFrame, readFrame, sealedFrameBytes } from './segment-format.js';
import { pidOf, segmentFileName } from './segment-name.js';
import { scanSegment } from './segment-scan.js';
import { readOnce, type SpoolFs } from './spool-fs.js';
import type { QueuedSegment } from './queued-segment.js';
import type { SpoolQueue } from './spool-queue.js';
import type { SpoolWriter } from './spool-writer.js';

/** What adopting needs; `writer` gives out the numbers of segments. */
export interface AdoptOptions {
  readonly directory: string;
  /** Who adopts. */
  readonly instance: string;
  readonly writer: SpoolWriter;
  readonly fs: SpoolFs;
  readonly limits: DeliverLimits;
  readonly logger: Logger;
}

/** Makes the segments of dead owners ours: ended, and under a name of this instance. */
export async function adoptFromDead(queue: SpoolQueue, options: AdoptOptions): Promise<void> {
  const { directory, instance, fs } = options;
  const unborn = queue.unborn();
  const owners = new Set([...queue.segments().map(({ name }) => name), ...unborn].map((name) => name.instance));
  owners.delete(instance);
  for (const owner of owners) {
    const state = await lockState(directory, owner);
    // A lock that vanished was removed by hand, or its owner closed in order and sealed everything.
    if (state === 'held' || (state === 'unknown' && isProcessAlive(pidOf(owner)))) continue;
    for (const segment of queue.segments()) if (segment.name.instance === owner) await adopt(segment, options);
    for (const name of unborn) if (name.instance === owner) await fs.remove(join(directory, segmentFileName(name)));
    await forgetLock(directory, owner);
  }
}

async function adopt(segment: QueuedSegment, options: AdoptOptions): Promise<void> {
  const { directory, fs, limits, logger, instance, writer } = options;
  const from = join(directory, segmentFileName(segment.name));
  const { size } = await fs.stat(from);
  const start = await segment.reader.start();
  if (start.kind !== 'segment') return;
  const repaired = await repairSegment(from, start.end, size, fs, limits);
  if (repaired.tornBytes > 0) logger.warn('a torn record was cut off', { bytes: repaired.tornBytes });
  const name = { instance, number: writer.takeNumber() };
  const to = join(directory, segmentFileName(name));
  await fs.rename(from, to);
  segment.name = name;
  segment.reader.moveTo(to);
  segment.bytes = repaired.bytes;
  segment.totalRecords = repaired.records;
  segment.complete = true;
  logger.info('took over what a process left', { events: repaired.records - segment.records });
}

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
