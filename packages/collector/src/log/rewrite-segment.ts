import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import { decodeSegmentHeader, encodeFrame, segmentName, type LogFrame } from './format.js';
import { nodeLogFs } from './log-fs.js';
import { readSegmentBytes, scanSegment } from './read-segment.js';

const gzipAsync = promisify(gzip);

/** Lines of a frame that stay; null when all do. */
export type LineFilter = (frame: LogFrame) => readonly string[] | null;

/**
 * Writes a closed segment anew without some of its lines. The new file takes the place of the old one in one rename, so
 * a crash leaves either. Gives the number of lines that went.
 */
export async function rewriteSegment(directory: string, segment: number, filter: LineFilter): Promise<number> {
  const bytes = await readSegmentBytes(directory, segment);
  if (bytes === null || decodeSegmentHeader(bytes) === 'torn') return 0;
  const scan = scanSegment(bytes, segment, 0);
  const pieces: Buffer[] = [bytes.subarray(0, bytes.readUInt16LE(10))];
  let removed = 0;
  for (const frame of scan.frames) {
    const kept = filter(frame);
    if (kept === null) {
      pieces.push(bytes.subarray(frame.position.offset, frame.endOffset));
      continue;
    }
    removed += countLines(frame.lines) - kept.length;
    if (kept.length > 0) pieces.push(...encodeFrame(frame.meta, [Buffer.from(`${kept.join('\n')}\n`, 'utf8')]));
  }
  if (removed === 0) return 0;
  const path = join(directory, segmentName(segment));
  const gzipped = (await stat(`${path}.gz`).catch(() => null)) !== null;
  const content = Buffer.concat(pieces);
  await replaceFile(gzipped ? `${path}.gz` : path, gzipped ? await gzipAsync(content) : content);
  // Both may be there when gzipping was cut off by a crash: the one that was not rewritten must not come back.
  if (gzipped) await rm(path, { force: true });
  return removed;
}

/** Compresses a closed segment; the plain file goes when the compressed one is durable. */
export async function gzipSegment(directory: string, segment: number): Promise<void> {
  const bytes = await readSegmentBytes(directory, segment);
  if (bytes === null) return;
  const path = join(directory, segmentName(segment));
  await replaceFile(`${path}.gz`, await gzipAsync(bytes, { level: 6 }));
  await rm(path, { force: true });
}

async function replaceFile(path: string, content: Buffer): Promise<void> {
  const draft = `${path}.tmp`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  await nodeLogFs.syncDirectory(dirname(path));
}

function countLines(lines: Buffer): number {
  let count = 0;
  for (const line of lines.toString('utf8').split('\n')) if (line !== '') count++;
  return count;
}
