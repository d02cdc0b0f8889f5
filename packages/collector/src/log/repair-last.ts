import { join } from 'node:path';

import type { Logger } from '../logger.js';
import { decodeSegmentHeader, parseSegmentName, segmentHeaderBytes, segmentName } from './format.js';
import type { LogFs } from './log-fs.js';
import { readSegmentBytes, scanSegment } from './read-segment.js';

/** What {@link repairLast} found. */
export interface RepairedLog {
  readonly lastSegment: number;
  readonly tornBytes: number;
  /** The last segment, when it holds no frame: to be removed as soon as the next one is there, which keeps its number from being given again. */
  readonly emptyPath: string | null;
}

/** Cuts the last segment off behind its last whole frame. */
export async function repairLast(directory: string, fs: LogFs, logger: Logger): Promise<RepairedLog> {
  const names = (await fs.list(directory)).map(parseSegmentName).filter((name) => name !== null);
  const lastSegment = names.reduce((last, name) => Math.max(last, name.segment), 0);
  const last = names.find((name) => name.segment === lastSegment && !name.gzip);
  const bytes = last === undefined ? null : await readSegmentBytes(directory, lastSegment);
  if (bytes === null) return { lastSegment, tornBytes: 0, emptyPath: null };
  const path = join(directory, segmentName(lastSegment));
  if (bytes.length > segmentHeaderBytes && decodeSegmentHeader(bytes) === 'torn') {
    // No crash does that: the header is synced before the first frame. What stands behind it was acknowledged.
    logger.error({ segment: lastSegment }, 'the header of a segment is damaged; its frames are left as they are');
    return { lastSegment, tornBytes: 0, emptyPath: null };
  }
  const scan = scanSegment(bytes, lastSegment, 0);
  const isEmpty = scan.endOffset <= segmentHeaderBytes && scan.corruptFrames === 0;
  if (!isEmpty && scan.tailBytes > 0) await fs.truncate(path, scan.endOffset);
  if (scan.tailBytes > 0) logger.warn({ segment: lastSegment, bytes: scan.tailBytes }, 'torn tail of the log cut off');
  return { lastSegment, tornBytes: scan.tailBytes, emptyPath: isEmpty ? path : null };
}
