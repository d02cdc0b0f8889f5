import type { Readable } from 'node:stream';

import type { WebSocket } from 'ws';

import { tapLimits } from '../../limits.js';
import type { Watcher } from '../forward.js';

const lineFeed = 0x0a;

const { clientBytesMax } = tapLimits;

/**
 * Sends each line as a message. A line that comes in several chunks is sent in as many fragments, so that no line, however
 * long, is held here. Resolves when the source has ended and everything is sent, or the client is gone.
 */
export function sendLines(source: Readable, client: WebSocket, watch: Watcher | null): Promise<void> {
  return new Promise((resolve) => {
    /** The message that is being sent has begun. */
    let open = false;
    function send(bytes: Buffer, isLast: boolean): void {
      if (client.readyState !== client.OPEN) return;
      client.send(bytes, { binary: false, fin: isLast }, () => {
        if (source.isPaused() && client.bufferedAmount < clientBytesMax) source.resume();
      });
      open = !isLast;
    }
    source.on('data', (chunk: Buffer) => {
      let start = 0;
      for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
        if (end > start || open) send(chunk.subarray(start, end), true);
        start = end + 1;
      }
      if (start < chunk.length) send(chunk.subarray(start), false);
      watch?.(chunk);
      if (client.bufferedAmount >= clientBytesMax) source.pause();
    });
    source.once('error', () => source.destroy());
    client.once('close', () => source.resume());
    source.once('close', () => {
      if (open) send(Buffer.alloc(0), true);
      resolve();
    });
  });
}
