import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

import { CollectorError, systemErrorCode } from '../errors.js';
import { limits } from '../limits.js';

const gunzipAsync = promisify(gunzip);

/** Bytes that bodies take up right now, over all requests. */
export interface BodyBudget {
  /** Takes `bytes`; false when there is no room. */
  take(bytes: number): boolean;
  give(bytes: number): void;
  readonly used: number;
}

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

/** A body and what it holds of the budget until `release`. */
export interface Body {
  readonly bytes: Buffer;
  release(): void;
}

/** Reads a body whole, within its limits, and expands it. */
export async function readBody(request: IncomingMessage, budget: BodyBudget): Promise<Body> {
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') throw new CollectorError('unsupported_encoding');
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limits.bodyBytesMax) throw new CollectorError('body_too_large');
  let held = 0;
  const hold = (bytes: number): void => {
    if (!budget.take(bytes)) throw new CollectorError('busy');
    held += bytes;
  };
  const release = (): void => {
    budget.give(held);
    held = 0;
  };
  try {
    hold(announced);
    const raw = await collect(request, announced, hold);
    const bytes = encoding === 'gzip' ? await expand(raw) : raw;
    if (encoding === 'gzip') hold(bytes.length);
    if (!isUtf8(bytes)) throw new CollectorError('body_unreadable', { detail: 'It is not UTF-8.' });
    return { bytes, release };
  } catch (error) {
    release();
    throw error;
  }
}

function collect(request: IncomingMessage, announced: number, hold: (bytes: number) => void): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      try {
        if (bytes > limits.bodyBytesMax) throw new CollectorError('body_too_large');
        if (bytes > announced) hold(chunk.length);
      } catch (error) {
        request.removeAllListeners('data');
        request.pause();
        reject(error);
      }
    });
    request.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes)));
    request.on('error', reject);
    request.on('close', () => {
      if (!request.complete) reject(new CollectorError('body_unreadable', { detail: 'It was cut off.' }));
    });
  });
}

async function expand(raw: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(raw, { maxOutputLength: limits.expandedBodyBytesMax });
  } catch (cause) {
    if (systemErrorCode(cause) === 'ERR_BUFFER_TOO_LARGE') throw new CollectorError('body_too_large', { cause });
    throw new CollectorError('body_unreadable', { detail: 'It is not gzip.', cause });
  }
}
