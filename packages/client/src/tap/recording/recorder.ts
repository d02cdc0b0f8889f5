import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';

import { tapLimits } from '../../limits.js';
import type { LineRecorder } from '../observation.js';
import type { RedactMessage } from '../redaction/redact-message.js';
import type { TapTransport } from '../traffic-sink.js';

/** What {@link openRecorder} is told. */
export interface RecorderOptions {
  readonly path: string;
  /** Overwrite a file that is there. */
  readonly force: boolean;
  readonly transport: TapTransport;
  readonly redact?: RedactMessage;
  /** Called once when writing fails; the recording ends there. */
  readonly onFailure?: (error: NodeJS.ErrnoException) => void;
}

/** Writes a recording. */
export interface Recorder extends LineRecorder {
  /** Lines that were left out: not JSON, the disk did not keep up, or the recording was over. */
  readonly leftOut: () => number;
  readonly close: () => Promise<void>;
}

/** Opens a recording, readable by its owner only. Throws (`EEXIST`) rather than write over a file that is there. */
export async function openRecorder(options: RecorderOptions): Promise<Recorder> {
  const file = await open(options.path, options.force ? 'w' : 'wx', 0o600);
  // A file that was there keeps its mode when it is written over. What is no file (`/dev/null`) is for others too.
  if (options.force && (await file.stat()).isFile()) await file.chmod(0o600);
  const stream = createWriteStream('', { fd: file, highWaterMark: 1024 * 1024 });
  let failed = false;
  let leftOut = 0;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (failed) return;
    failed = true;
    options.onFailure?.(error);
  });
  stream.write(`${JSON.stringify({ meta: { transport: options.transport } })}\n`);
  return {
    line(direction, connection, atMs, bytes) {
      // A write behind the end would take with it what is not written yet.
      if (failed || stream.writableEnded || stream.writableLength > tapLimits.recorderBytesMax) {
        leftOut += 1;
        return;
      }
      const message = recordedText(options.redact, direction, connection, bytes);
      if (message === null) leftOut += 1;
      else stream.write(`{"dir":"${direction}","t":${atMs},"conn":${connection},"m":${message}}\n`);
    },
    leftOut: () => leftOut,
    close: () => closed(stream),
  };
}

/** The message as text; null when it is no JSON, which no line of a recording can hold. */
function recordedText(
  redact: RedactMessage | undefined,
  direction: 'c2s' | 's2c',
  connection: number,
  bytes: Buffer,
): string | null {
  const text = bytes.toString('utf8');
  try {
    const message: unknown = JSON.parse(text);
    // A message of a websocket may be written over several lines, between its parts alone; a recording has one for it.
    if (redact === undefined) return text.trim().replaceAll(/[\r\n]/g, ' ');
    const kept = redact(direction, connection, message);
    return kept === null ? null : JSON.stringify(kept);
  } catch {
    return null;
  }
}

async function closed(stream: WriteStream): Promise<void> {
  if (stream.destroyed) return;
  stream.end();
  await once(stream, 'close').catch(() => {});
}
