import { join } from 'node:path';

import type { EnvelopedEvent } from '../envelope/index.js';
import { nodeFs, readOnce, type SpoolFs } from './spool-fs.js';

/** An event that its receiver refuses, with the receiver's reason. */
export interface RefusedLine {
  readonly line: Buffer;
  readonly reason: string;
}

const fileName = 'refused.jsonl';
const olderFileName = 'refused.old.jsonl';
const lineFeed = 0x0a;

/**
 * Sets refused events aside in `refused.jsonl`, one `{"refused_at_ms","reason","envelope","event"}` a line, synced. A full
 * file becomes `refused.old.jsonl`, of which there is one.
 */
export async function appendRefused(
  directory: string,
  refused: readonly RefusedLine[],
  nowMs: number,
  fs: SpoolFs,
  refusedBytesMax: number,
): Promise<void> {
  const path = join(directory, fileName);
  const size = await fs.stat(path).then(
    (stat) => stat.size,
    () => 0,
  );
  const isFull = size > refusedBytesMax;
  // A crash or a full disk left half a line: what follows must not be joined to it.
  const torn = size > 0 && !isFull && (await readOnce(fs, path, size - 1, 1))[0] !== lineFeed;
  if (isFull) await fs.rename(path, join(directory, olderFileName));
  const lines = refused.map(({ line, reason }) => {
    const start = JSON.stringify({ refused_at_ms: nowMs, reason: reason.slice(0, 200) }).slice(0, -1);
    return `${start},${line.toString('utf8').slice(1)}`;
  });
  await fs.appendSynced(path, `${torn ? '\n' : ''}${lines.join('')}`);
}

/** An event that a receiver refused, as it is kept. */
export interface RefusedEvent extends EnvelopedEvent {
  readonly refused_at_ms: number;
  readonly reason: string;
}

/** What the receiver of one spool refused, oldest first, as far as it is kept. */
export async function readRefused(directory: string, fs: SpoolFs = nodeFs): Promise<readonly RefusedEvent[]> {
  const texts = await Promise.all(
    [olderFileName, fileName].map((name) => fs.readText(join(directory, name)).catch(() => '')),
  );
  return texts.flatMap((text) => text.split('\n').flatMap(parseRefused));
}

/** Forgets what the receiver of one spool refused. */
export async function dropRefused(directory: string, fs: SpoolFs = nodeFs): Promise<void> {
  for (const name of [olderFileName, fileName]) await fs.remove(join(directory, name)).catch(() => undefined);
}

/** A line that a crash cut off is left out. */
function parseRefused(line: string): readonly RefusedEvent[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as RefusedEvent];
  } catch {
    return [];
  }
}
