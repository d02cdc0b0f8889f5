import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { CollectorError, systemErrorCode } from '../errors.js';
import { limits } from '../limits.js';
import { createBodyMemory } from './body-memory.js';

const gunzipAsync = promisify(gunzip);
const memory = createBodyMemory(limits.bodyMemoryBytesMax);

/** Bytes that bodies take up right now, over all requests. */
export interface BodyBudget {
  /** Takes `bytes`; false when there is no room. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  readonly used: number;
}

/** A budget of which nothing is taken. */
export function createBodyBudget(bytesMax: number): BodyBudget {
  let used = 0;
  return {
    take(bytes) {
      if (used + bytes > bytesMax) return false;
      used += bytes;
      return true;
    },
    give(bytes) {
      used -= bytes;
    },
    get used() {
      return used;
    },
  };
}

/** A body, and what it holds of budget and memory until `release`. */
export interface Body {
  /** Not to be looked at after `release`. */
  readonly bytes: Buffer;
  release(): void;
}

/** Reads a body whole, within its limits, and expands it. */
export async function readBody(request: IncomingMessage, budget: BodyBudget): Promise<Body> {
  const encoding = request.headers['content-encoding']?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') throw new CollectorError('unsupported_encoding');
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.bodyBytesMax) throw new CollectorError('body_too_large');
  let held = 0;
  const hold = (bytes: number): void => {
    if (!budget.take(bytes)) throw new CollectorError('busy');
    held += bytes;
  };
  const assembled = announced === 0 ? null : assemble(announced);
  const release = (): void => {
    budget.give(held);
    held = 0;
    assembled?.release();
  };
  try {
    hold(announced);
    const raw = await collect(request, announced, assembled ?? gather(), hold);
    const bytes = encoding === 'gzip' ? await expandWithin(raw, hold) : raw;
    if (!isUtf8(bytes)) throw new CollectorError('body_unreadable', { detail: 'It is not UTF-8.' });
    return { bytes, release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Puts the pieces of a body together. */
interface Pieces {
  readonly add: (chunk: Buffer) => void;
  readonly whole: () => Buffer;
}

/** Of a body whose length is known: into memory that is used again, unless it comes in one piece. */
function assemble(announced: number): Pieces & { readonly release: () => void } {
  let only: Buffer | null = null;
  let target: Buffer | null = null;
  let end = 0;
  return {
    add(chunk) {
      if (chunk.length === announced) {
        only = chunk;
        return;
      }
      target ??= memory.take(announced);
      end += chunk.copy(target, end);
    },
    whole: () => only ?? target?.subarray(0, end) ?? Buffer.alloc(0),
    release() {
      if (target !== null) memory.give(target);
      target = null;
    },
  };
}

/** Of a body whose length nobody said. */
function gather(): Pieces {
  const chunks: Buffer[] = [];
  return { add: (chunk) => void chunks.push(chunk), whole: () => Buffer.concat(chunks) };
}

function collect(
  request: IncomingMessage,
  announced: number,
  pieces: Pieces,
  hold: (bytes: number) => void,
): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let bytes = 0;
    const stop = (error: unknown): void => {
      request.removeAllListeners('data');
      request.pause();
      reject(error);
    };
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      try {
        if (bytes > limits.bodyBytesMax) throw new CollectorError('body_too_large');
        if (bytes > announced) hold(chunk.length);
        pieces.add(chunk);
      } catch (error) {
        stop(error);
      }
    });
    request.on('end', () => resolve(pieces.whole()));
    request.on('error', stop);
    request.on('close', () => {
      if (!request.complete) stop(new CollectorError('body_unreadable', { detail: 'It was cut off.' }));
    });
  });
}

/**
 * Expands a gzip body. What it will take up is held before, by the length that its end tells: many small bombs at a time
 * must not fill the memory. One that is longer than it says, such as several in a row, may take what a body may at most.
 */
async function expandWithin(raw: Buffer, hold: (bytes: number) => void): Promise<Buffer> {
  const told = raw.length < smallestGzipBytes ? 0 : raw.readUInt32LE(raw.length - 4);
  const expected = Math.min(told, limits.expandedBodyBytesMax);
  hold(expected);
  const bytes = await expand(raw, expected);
  if (bytes !== null) return bytes;
  hold(limits.expandedBodyBytesMax - expected);
  const longer = expected < limits.expandedBodyBytesMax ? await expand(raw, limits.expandedBodyBytesMax) : null;
  if (longer === null) throw new CollectorError('body_too_large');
  return longer;
}

/** Header and end of a gzip file. */
const smallestGzipBytes = 18;

/** The expanded bytes; null when there are more than `bytesMax`. */
async function expand(raw: Buffer, bytesMax: number): Promise<Buffer | null> {
  try {
    return await gunzipAsync(raw, { maxOutputLength: Math.max(1, bytesMax) });
  } catch (cause) {
    if (systemErrorCode(cause) === 'ERR_BUFFER_TOO_LARGE') return null;
    throw new CollectorError('body_unreadable', { detail: 'It is not gzip.', cause });
  }
}
