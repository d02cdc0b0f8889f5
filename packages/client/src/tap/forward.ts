import type { Readable, Writable } from 'node:stream';

/** Sees a copy of what was forwarded, after it was. Must not throw: it is called inside the forwarding. */
export type Watcher = (chunk: Buffer) => void;

/** How a direction ended: the source said end, or whoever read the target went away. */
export type ForwardResult = 'ended' | 'reader_gone';

/**
 * Passes bytes on unchanged and tells when all are delivered. A slow target stops the reading of the source, so that
 * nothing piles up here; a target that is gone stops the source, as if the two were one pipe.
 */
export function forward(source: Readable, target: Writable, watch: Watcher | null): Promise<ForwardResult> {
  return new Promise((resolve) => {
    source.on('data', (chunk: Buffer) => {
      const room = target.write(chunk);
      if (watch !== null) watch(chunk);
      if (!room) source.pause();
    });
    target.on('drain', () => source.resume());
    source.once('end', () => target.end());
    // An error of a pipe's reading end is its end: what has arrived is passed on.
    source.once('error', () => target.end());
    target.once('finish', () => resolve('ended'));
    target.on('error', () => target.destroy());
    target.once('close', () => {
      if (!source.readableEnded) source.destroy();
      resolve(target.writableFinished ? 'ended' : 'reader_gone');
    });
  });
}
