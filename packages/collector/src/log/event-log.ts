import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { CollectorError, systemErrorCode, type ErrorCode } from '../errors.js';
import { limits } from '../limits.js';
import { silentLogger, type Logger } from '../logger.js';
import {
  encodeFrame,
  encodeSegmentHeader,
  parseSegmentName,
  segmentHeaderBytes,
  segmentName,
  type FrameMeta,
  type LogPosition,
} from './format.js';
import { nodeLogFs, type LogFile, type LogFs } from './log-fs.js';
import { repairLast } from './repair-last.js';

/** Where the log is; file system and clock are parameters for tests. */
export interface EventLogOptions {
  readonly directory: string;
  readonly fs?: LogFs;
  readonly clock?: () => number;
  readonly logger?: Logger;
  readonly segmentBytesMax?: number;
}

/** What the log has done since it was opened. */
export interface EventLogCounters {
  readonly frames: number;
  readonly bytes: number;
  readonly syncs: number;
  readonly failures: number;
  /** Bytes cut off at opening: a write that a crash interrupted, never acknowledged. */
  readonly tornBytes: number;
}

/** Room that a full disk must have again before it counts as not full: the largest body of our own sources. */
const roomBytes = 1024 * 1024;

/** The truth of the collector: what is in it was accepted, what was accepted is in it. */
export interface EventLog {
  readonly directory: string;
  /** Appends one body. Settles after the frame is on disk and synced; many bodies share one sync. */
  append(meta: FrameMeta, lines: readonly Buffer[]): Promise<LogPosition>;
  /** End of what is synced. */
  durable(): LogPosition;
  /** Ends the segment that is being written, so that it can be rewritten or copied. */
  rotate(): Promise<void>;
  counters(): EventLogCounters;
  /** Why nothing can be accepted; null when the last write succeeded. */
  trouble(): ErrorCode | null;
  /** After a failure: looks whether there is room again, so that this is known also while nobody sends anything. */
  recover(): Promise<void>;
  /** Called after each sync. */
  onDurable(listener: (position: LogPosition) => void): void;
  close(): Promise<void>;
}

interface Waiting {
  readonly pieces: readonly Buffer[];
  readonly bytes: number;
  readonly resolve: (position: LogPosition) => void;
  readonly reject: (error: unknown) => void;
}

interface OpenSegment {
  readonly number: number;
  readonly file: LogFile;
  readonly path: string;
  /** End of what is synced. */
  offset: number;
}

/**
 * Opens the log: cuts off a torn tail, then writes to a segment of its own, so that a file is only ever written by the
 * process that made it.
 */
export async function openEventLog(options: EventLogOptions): Promise<EventLog> {
  const { directory, fs = nodeLogFs, clock = Date.now, logger = silentLogger } = options;
  const segmentBytesMax = options.segmentBytesMax ?? limits.segmentBytesMax;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const repaired = await repairLast(directory, fs, logger);

  const counters = { frames: 0, bytes: 0, syncs: 0, failures: 0, tornBytes: repaired.tornBytes };
  const listeners: ((position: LogPosition) => void)[] = [];
  let trouble: ErrorCode | null = null;
  let leftEmpty: string | null = null;
  let nextSegment = repaired.lastSegment + 1;
  let current: OpenSegment | null = await begin().catch((cause: unknown) => {
    throw asLogError(cause);
  });
  if (repaired.emptyPath !== null) {
    await fs.remove(repaired.emptyPath);
    await fs.syncDirectory(directory);
  }
  let durable: LogPosition = { segment: current.number, offset: current.offset };
  let waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let closed = false;

  async function begin(): Promise<OpenSegment> {
    const number = nextSegment++;
    const path = join(directory, segmentName(number));
    const file = await fs.create(path);
    try {
      writeAll(file, [encodeSegmentHeader(number, clock())], 0);
      await file.datasync();
      await fs.syncDirectory(directory);
    } catch (error) {
      await file.close().catch(() => undefined);
      await fs.remove(path).catch(() => undefined);
      throw error;
    }
    return { number, file, path, offset: segmentHeaderBytes };
  }

  /**
   * Whether the number of an empty segment is given again when its file goes, and not one before it: where retention or
   * forgetting has emptied the log, numbers that the store has loaded would begin anew, and what is in them be passed over.
   */
  async function isNumberSafe(number: number): Promise<boolean> {
    return number === 1 || (await fs.list(directory)).some((name) => parseSegmentName(name)?.segment === number - 1);
  }

  /** Writes what waits in one gathering write and one sync, until nothing waits. */
  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // One turn of the event loop, so that bodies that have arrived already share this sync and need not wait for it.
      await nextTurn();
      const group = waiting;
      waiting = [];
      try {
        await writeGroup(group);
      } catch (cause) {
        counters.failures++;
        const error = asLogError(cause);
        // Once: sources try again every few seconds, for as long as it lasts.
        if (trouble !== error.code)
          logger.error({ code: error.code, system: systemErrorCode(cause), bodies: group.length }, 'log write failed');
        trouble = error.code;
        for (const one of group) one.reject(error);
      }
    }
  }

  /** Of the attempts on a full disk one empty file stays, so that its number is not given again; the one before it goes. */
  async function leaveEmpty(path: string | null): Promise<void> {
    const before = leftEmpty;
    leftEmpty = path;
    if (before !== null) await fs.remove(before).catch(() => undefined);
  }

  function recovered(): void {
    if (trouble === null) return;
    void leaveEmpty(null);
    logger.info({ code: trouble, failures: counters.failures }, 'the log can be written again');
    trouble = null;
  }

  /** Begins a segment, and writes and cuts off again as much as a body may take. */
  async function tryRoom(): Promise<void> {
    const segment = await begin();
    try {
      writeAll(segment.file, [Buffer.alloc(roomBytes)], segment.offset);
      await segment.file.truncate(segment.offset);
    } catch (error) {
      await segment.file.close().catch(() => undefined);
      await leaveEmpty(segment.path);
      throw error;
    }
    current = segment;
    recovered();
  }

  function start(): void {
    running ??= run().finally(rest);
  }

  function rest(): void {
    running = null;
    // What came after the last look and before this line would otherwise wait for the next append.
    if (waiting.length > 0) start();
  }

  /** Ends the segment that is being written, unless it is empty, and begins the next one. */
  async function beginNext(): Promise<void> {
    if (current === null || current.offset === segmentHeaderBytes) return;
    const segment = current;
    current = null;
    await segment.file.close();
    current = await begin().catch((cause: unknown) => {
      throw asLogError(cause);
    });
    durable = { segment: current.number, offset: current.offset };
    for (const listener of listeners) listener(durable);
  }

  async function writeGroup(group: readonly Waiting[]): Promise<void> {
    current ??= await begin();
    const segment = current;
    const pieces = group.flatMap((one) => one.pieces);
    try {
      writeAll(segment.file, pieces, segment.offset);
      await segment.file.datasync();
    } catch (error) {
      // After a failed sync the kernel may have dropped the pages: nothing more is written to this file.
      current = null;
      await segment.file.truncate(segment.offset).catch(() => undefined);
      await segment.file.close().catch(() => undefined);
      if (segment.offset === segmentHeaderBytes) await leaveEmpty(segment.path);
      throw error;
    }
    recovered();
    let offset = segment.offset;
    for (const one of group) {
      one.resolve({ segment: segment.number, offset });
      offset += one.bytes;
      counters.frames++;
    }
    counters.bytes += offset - segment.offset;
    counters.syncs++;
    segment.offset = offset;
    durable = { segment: segment.number, offset };
    if (offset >= segmentBytesMax) {
      current = null;
      await segment.file.close();
    }
    for (const listener of listeners) listener(durable);
  }

  return {
    directory,
    append(meta, lines) {
      if (closed) return Promise.reject(new CollectorError('log_write_failed', { detail: 'The log is closed.' }));
      const pieces = encodeFrame(meta, lines);
      let bytes = 0;
      for (const piece of pieces) bytes += piece.length;
      return new Promise((resolve, reject) => {
        waiting.push({ pieces, bytes, resolve, reject });
        start();
      });
    },
    durable: () => durable,
    async rotate() {
      while (running !== null) await running;
      // In the place of writing: what comes meanwhile waits, so that nobody else begins a segment.
      const rotating = beginNext();
      running = rotating.catch(() => undefined).finally(rest);
      await rotating;
    },
    counters: () => ({ ...counters }),
    trouble: () => trouble,
    async recover() {
      if (trouble === null || running !== null || closed) return;
      running = tryRoom()
        .catch(() => undefined)
        .finally(rest);
      await running;
    },
    onDurable: (listener) => void listeners.push(listener),
    async close() {
      closed = true;
      while (running !== null) await running;
      const segment = current;
      current = null;
      if (segment === null) return;
      await segment.file.close();
      if (segment.offset === segmentHeaderBytes && (await isNumberSafe(segment.number))) await fs.remove(segment.path);
    },
  };
}

function writeAll(file: LogFile, pieces: readonly Buffer[], position: number): void {
  let bytes = 0;
  for (const piece of pieces) bytes += piece.length;
  const bytesWritten = file.writev(pieces, position);
  if (bytesWritten === bytes) return;
  // A short write means that the disk is nearly full: the rest, in one piece, either fits or says why not.
  const rest = Buffer.concat(pieces).subarray(bytesWritten);
  if (file.writev([rest], position + bytesWritten) !== rest.length)
    throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
}

function asLogError(cause: unknown): CollectorError {
  const code = systemErrorCode(cause);
  return new CollectorError(code === 'ENOSPC' || code === 'EDQUOT' ? 'disk_full' : 'log_write_failed', { cause });
}
